import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Role } from '@fiksu/service';
import { SignJWT, exportJWK, generateKeyPair, type CryptoKey, type JWK, type JWTHeaderParameters } from 'jose';

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
  /** Claims as they are, whatever they should be. */
  claims?: Record<string, unknown>;
  /** Of the header, beside or instead of `alg` and `kid`. */
  header?: Partial<JWTHeaderParameters>;
}

/** An issuer of tokens with keys of its own, answering its discovery document and its keys over HTTP. */
export class TestIssuer {
  /** How often its keys were asked for, and its discovery document. */
  readonly asked = { keys: 0, discovery: 0 };
  /** What it answers, where it does not answer as an issuer does. */
  answers: { status?: number; keys?: string; discovery?: string } = {};
  private published: JWK[] = [];
  private key!: CryptoKey;
  private kid = '';
  url = '';
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      const about = request.url === '/jwks' ? 'keys' : 'discovery';
      this.asked[about] += 1;
      const right = { keys: JSON.stringify({ keys: this.published }), discovery: JSON.stringify({ issuer: this.url, jwks_uri: `${this.url}/jwks` }) };
      response.writeHead(this.answers.status ?? 200, { 'Content-Type': 'application/json' }).end(this.answers[about] ?? right[about]);
    });
  }

  static async start(): Promise<TestIssuer> {
    const issuer = new TestIssuer();
    await issuer.rotate('test');
    await new Promise<void>((listening) => issuer.server.listen(0, '127.0.0.1', listening));
    issuer.url = `http://127.0.0.1:${(issuer.server.address() as AddressInfo).port}`;
    return issuer;
  }

  /** Signs with a new key from now on. The former ones stay published, until they are taken away. */
  async rotate(kid: string): Promise<void> {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    this.published.push({ ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' });
    [this.key, this.kid] = [privateKey, kid];
  }

  /** Takes the keys away with which it does not sign any more. */
  forgetFormerKeys(): void {
    this.published = this.published.filter(({ kid }) => kid === this.kid);
  }

  token(
    role: Role,
    {
      sub,
      org,
      districts,
      scope,
      expiresIn = 600,
      notBefore,
      audience = testAudience,
      issuer = this.url,
      roles = [role],
      claims: own,
      header,
    }: TokenTerms = {},
  ): Promise<string> {
    const claims = { roles, ...(org ? { org } : {}), ...(districts ? { districts } : {}), ...(scope ? { scope } : {}), ...own };
    const now = Math.floor(Date.now() / 1000);
    const token = new SignJWT({ sub: sub ?? `dev-${role}`, ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: this.kid, ...header })
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
