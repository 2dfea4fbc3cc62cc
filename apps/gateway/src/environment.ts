/** The one place of the gateway that reads the environment. `npm start` fills it in. */
export interface GatewayEnvironment {
  port: number;
  /** "localhost" is both 127.0.0.1 and ::1, and nothing that another machine reaches. */
  host: string;
  /** What people type: the origin of links and of problem types. */
  publicUrl: string;
  /** The JSON file of routes.ts. */
  routesFile: string;
}

export function readEnvironment(): GatewayEnvironment {
  const port = Number(process.env['PORT'] ?? 8080);
  const routesFile = process.env['ROUTES_FILE'];
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`PORT has to be a port, not ${process.env['PORT']}`);
  if (!routesFile) throw new Error('ROUTES_FILE has to name the file with the routes: {"issuer":"http://…","services":{"roadmap":"http://…"}}');
  return {
    port,
    host: process.env['HOST'] ?? 'localhost',
    publicUrl: process.env['PUBLIC_URL'] ?? `http://localhost:${port}`,
    routesFile,
  };
}
