import { once } from 'node:events';

import { readEnvironment } from './environment.ts';
import { makeProvider } from './provider.ts';
import { makeServer } from './server.ts';
import { signingKey } from './signing-key.ts';

try {
  const { port, host, issuerUrl, audience, keysFile } = readEnvironment();
  const server = makeServer(makeProvider(issuerUrl, audience, await signingKey(keysFile)), issuerUrl);
  const stop = () => {
    server.close(() => process.exit(0));
    server.closeAllConnections(); // The gateway keeps its connections open for the next request.
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  server.listen(port, host);
  await once(server, 'listening');
} catch (error) {
  console.error(`The development issuer does not start: ${(error as Error).message}`);
  process.exit(1);
}
