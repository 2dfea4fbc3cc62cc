import { readEnvironment } from './environment.ts';
import { makeGateway } from './gateway.ts';
import { readRoutes } from './routes.ts';

try {
  const { port, host, publicUrl, routesFile } = readEnvironment();
  const gateway = await makeGateway(readRoutes(routesFile), publicUrl);
  const stop = () => void gateway.close().then(() => process.exit(0));
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  await gateway.listen({ port, host });
} catch (error) {
  console.error(`The gateway does not start: ${(error as Error).message}`);
  process.exit(1);
}
