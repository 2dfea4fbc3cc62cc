import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Role } from '@fiksu/service';
import { SignJWT, exportJWK, generateKeyPair, type CryptoKey } from 'jose';

export const testAudience = 'fiksu';

export interface TokenTerms {
  sub?: string;
  org?: string;
  districts?: string[];
  scope?: string;
  /** Seconds from now; negative for a token that has expired, null for one that never does. */
  expiresIn?: number | null;
  /** Seconds from now until which it is not good yet. */
  notBefore?: number;
  audience?: string;
  issuer?: string;
  roles?: string[];
}

/** An issuer of tokens with a key of its own, answering its discovery document and its keys over HTTP. */
export class TestIssuer {
  private constructor(
    readonly url: string,
    private readonly server: Server,
    private readonly key: CryptoKey,
  ) {}

  static async start(): Promise<TestIssuer> {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'test', alg: 'ES256', use: 'sig' }] });
    const server = createServer((request, response) => {
      const { port } = server.address() as AddressInfo;
      const discovery = JSON.stringify({ issuer: `http://127.0.0.1:${port}`, jwks_uri: `http://127.0.0.1:${port}/jwks` });
      response.setHeader('Content-Type', 'application/json').end(request.url === '/jwks' ? keys : discovery);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return new TestIssuer(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, privateKey);
  }

  token(
    role: Role,
    { sub, org, districts, scope, expiresIn = 600, notBefore, audience = testAudience, issuer = this.url, roles = [role] }: TokenTerms = {},
  ): Promise<string> {
    const claims = { roles, ...(org ? { org } : {}), ...(districts ? { districts } : {}), ...(scope ? { scope } : {}) };
    const now = Math.floor(Date.now() / 1000);
    const token = new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid: 'test' })
      .setSubject(sub ?? `dev-${role}`)
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt();
    if (expiresIn !== null) token.setExpirationTime(now + expiresIn);
    if (notBefore !== undefined) token.setNotBefore(now + notBefore);
    return token.sign(this.key);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }
}
