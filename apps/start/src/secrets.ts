import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';

import { drawPassword, writeWholeFile } from '@fiksu/embedded';

export interface ServiceSecrets {
  /** Of its database role. */
  password: string;
  /** Of the role that owns its database. */
  ownerPassword: string;
  /** Salts its hashes of addresses and receipts: drawn again, and receipts that people hold would open nothing. */
  hashSecret: string;
  /** Encrypt its columns: drawn again, and what is encrypted could not be read. */
  encryptionKeys: string;
}

/** Drawn once for each service and kept, readable by this user alone. */
export function secretsOf(services: string[], file: string): Map<string, ServiceSecrets> {
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, ServiceSecrets>) : {};
  const fresh = services.filter((name) => !kept[name]?.encryptionKeys);
  // What an earlier release has drawn is kept.
  for (const name of fresh) kept[name] = { ...drawSecrets(), ...kept[name] };
  if (fresh.length > 0) writeWholeFile(file, `${JSON.stringify(kept, null, 2)}\n`);
  return new Map(services.map((name) => [name, kept[name]!]));
}

const drawSecrets = (): ServiceSecrets => ({
  password: drawPassword(),
  ownerPassword: drawPassword(),
  hashSecret: drawPassword() + drawPassword(),
  encryptionKeys: `k1:${randomBytes(32).toString('base64')}`,
});
