/** The one place of the issuer that reads the environment. `npm start` fills it in. */
export interface IssuerEnvironment {
  port: number;
  host: string;
  /** The `iss` of every token, and the address at which people reach it: <gateway>/idp. */
  issuerUrl: string;
  /** The `aud` of every token. */
  audience: string;
  /** Where the signing key is kept, so that tokens outlive a restart. */
  keysFile: string;
}

export function readEnvironment(): IssuerEnvironment {
  if (process.env['NODE_ENV'] === 'production') {
    throw new Error('it gives anybody any role, and NODE_ENV is production. Point ISSUER_URL and JWKS_URL of the services at a real issuer');
  }
  const port = Number(process.env['PORT'] ?? 8081);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`PORT has to be a port, not ${process.env['PORT']}`);
  return {
    port,
    host: process.env['HOST'] ?? '127.0.0.1',
    issuerUrl: process.env['ISSUER_URL'] ?? `http://localhost:${port}/idp`,
    audience: process.env['AUDIENCE'] ?? 'fiksu',
    keysFile: process.env['KEYS_FILE'] ?? '.fiksu/issuer-keys.json',
  };
}
