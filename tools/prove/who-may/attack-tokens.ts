import { readFileSync } from 'node:fs';
import { SignJWT, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const secondsNow = (): number => Math.floor(Date.now() / 1000);

/** Tokens that nobody may get in with, made from a good one: each with the name of what is wrong with it. */
export async function attackTokens(good: string, jwksUrl: string, keysFile: string): Promise<[what: string, token: string][]> {
  const [header = '', payload = '', signature = ''] = good.split('.');
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  const [known, claims] = [read(header), read(payload)];
  const admin = { ...claims, roles: ['admin'], exp: secondsNow() + 600 };
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwk = await exportJWK(publicKey);
  const mine = (more: Record<string, unknown> = {}, own: Record<string, unknown> = admin) =>
    new SignJWT(own).setProtectedHeader({ alg: 'ES256', kid: String(known['kid']), ...more }).sign(privateKey, { crit: { 'urn:unknown': true } });
  const [own] = (JSON.parse(readFileSync(keysFile, 'utf8')) as { keys: JWK[] }).keys;
  const issuers = await importJWK(own as JWK, 'RS256');
  const rightly = (claimed: Record<string, unknown>) =>
    new SignJWT(claimed).setProtectedHeader({ alg: 'RS256', kid: String(known['kid']), typ: String(known['typ']) }).sign(issuers);
  const keys = await (await fetch(jwksUrl)).text();
  const shared = (bytes: string) => new SignJWT(admin).setProtectedHeader({ alg: 'HS256', kid: String(known['kid']) }).sign(new TextEncoder().encode(bytes));
  return [
    ['has expired', await rightly({ ...admin, exp: secondsNow() - 60 })],
    ['never expires', await rightly({ ...admin, exp: undefined })],
    ['is not good yet', await rightly({ ...admin, nbf: secondsNow() + 600 })],
    ['is meant for others', await rightly({ ...admin, aud: 'https://other.example' })],
    ['is from another issuer', await rightly({ ...admin, iss: 'https://other.example' })],
    ['names nobody', await rightly({ ...admin, sub: undefined })],
    ['is not signed: alg none', `${encode({ alg: 'none' })}.${encode(admin)}.`],
    ['is not signed: alg nOnE', `${encode({ alg: 'nOnE', kid: known['kid'] })}.${encode(admin)}.${signature}`],
    ['has a signature for none', `${header}.${payload}.`],
    ['is signed with the public keys as a secret', await shared(keys)],
    ['is signed with one public key as a secret', await shared(JSON.stringify((JSON.parse(keys) as { keys: object[] }).keys[0]))],
    ['is signed by somebody else', await mine()],
    ['brings its own key', await mine({ jwk })],
    ['says where its keys are (jku)', await mine({ jku: jwksUrl.replace('/idp', '/elsewhere') })],
    ['says where its certificate is (x5u)', await mine({ x5u: 'https://attacker.example/cert.pem' })],
    ['names its key by a path', await mine({ kid: '../../../../dev/null' })],
    ['names its key by an address', await mine({ kid: 'https://attacker.example/key' })],
    ['names its key by SQL', await mine({ kid: "x' or '1'='1" })],
    ['needs what nobody knows (crit)', await mine({ crit: ['urn:unknown'], 'urn:unknown': true })],
    ['has been changed', `${header}.${encode({ ...claims, sub: 'somebody-else' })}.${signature}`],
    ['is cut', good.slice(0, -8)],
    ['is longer by a letter', `${good}A`],
    ['has five parts', `${good}.x.y`],
    ['is 12 KiB long', `${header}.${encode({ ...claims, filling: 'x'.repeat(9000) })}.${signature}`],
    ['is nonsense', 'nonsense'],
  ];
}
