import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';

import { writeWholeFile } from '@fiksu/embedded';

/** Every OpenID provider has to offer it, and checking it is cheap, which is what services do all day. */
export const SIGNING_ALGORITHM = 'RS256';

/** The key of the last start, or a new one: a token stays good for its hour whatever is restarted meanwhile. */
export async function signingKey(file: string): Promise<JWK> {
  const kept = keyIn(file);
  if (kept) return kept;
  const { privateKey } = await generateKeyPair(SIGNING_ALGORITHM, { extractable: true });
  const jwk = await exportJWK(privateKey);
  const key: JWK = { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: SIGNING_ALGORITHM, use: 'sig' };
  mkdirSync(dirname(file), { recursive: true });
  writeWholeFile(file, `${JSON.stringify({ keys: [key] }, null, 2)}\n`);
  return key;
}

function keyIn(file: string): JWK | undefined {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { keys: JWK[] }).keys[0];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`${file} cannot be read (${(error as Error).message}): remove it to get a new key`);
  }
}
