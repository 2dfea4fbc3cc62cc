import { randomBytes } from 'node:crypto';

/** 192 bits, in characters that need no escaping in a URL, in SQL or in a shell. */
export function drawPassword(): string {
  return randomBytes(24).toString('base64url');
}
