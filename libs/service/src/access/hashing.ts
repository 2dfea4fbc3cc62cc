import { createHash, createHmac } from 'node:crypto';

/**
 * A keyed hash that tells things apart without naming them. `purpose` keeps the same address
 * or person from having the same hash in two places. 128 bits, base64url.
 */
export function keyedHash(secret: string, purpose: string, value: string): string {
  return createHmac('sha256', secret).update(`${purpose}\n${value}`).digest().subarray(0, 16).toString('base64url');
}

export const sha256 = (bytes: string | Buffer): Buffer => createHash('sha256').update(bytes).digest();
