import { homedir } from 'node:os';

/** The one place of this library that reads the environment. Everything else takes what it needs as an argument. */
export const environment = {
  /** A nats-server that already runs; then none is started. */
  natsUrl: process.env['NATS_URL'] || undefined,
  /** A nats-server binary to use before any other. */
  natsServerBin: process.env['NATS_SERVER_BIN'] || undefined,
  /** A superuser's URL of a PostgreSQL that tests are to use, instead of one of their own. */
  testPostgresUrl: process.env['FIKSU_TEST_POSTGRES_URL'] || undefined,
  path: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
};

/**
 * What PostgreSQL, nats-server and apt-get need of the caller's environment and nothing else: an inherited PGDATA,
 * PGOPTIONS, LC_ALL or LD_LIBRARY_PATH would make them behave differently on each machine. Proxies are for apt-get.
 */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = ['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];
  const proxies = kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []));
  return { PATH: environment.path, HOME: homedir(), LC_ALL: 'C', TZ: 'UTC', ...Object.fromEntries(proxies) };
}
