import { CannotStart } from '@fiksu/embedded';

/** The one place of the start that reads the environment. */
export interface StartEnvironment {
  /** Of the gateway, the one address that people use. All other ports are drawn. */
  port: number;
  /** That of the services; silent unless something is wrong. */
  logLevel: string;
  /** The caller said so; nothing here is meant for production. */
  saysProduction: boolean;
  /** What every child starts with. */
  inherited: NodeJS.ProcessEnv;
}

const PORT_DEFAULT = 8080;

export function readEnvironment(): StartEnvironment {
  return {
    port: portOf(process.env['PORT']),
    logLevel: process.env['LOG_LEVEL'] || 'warn',
    saysProduction: process.env['NODE_ENV'] === 'production',
    inherited: inherited(),
  };
}

function portOf(text: string | undefined): number {
  if (text === undefined || text === '') return PORT_DEFAULT;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new CannotStart(`PORT has to be a number from 1 to 65535, not ${JSON.stringify(text)}`);
}

/**
 * The caller's environment, less what npm adds for its own scripts and less the variables with which PostgreSQL's
 * clients would change every connection (PGSSLMODE, PGOPTIONS, …).
 */
function inherited(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(npm_|PG|PORT$|HOST$)/.test(name));
  return { ...Object.fromEntries(kept), NODE_ENV: 'development' };
}
