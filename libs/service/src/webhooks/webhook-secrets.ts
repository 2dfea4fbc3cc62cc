import { randomBytes } from 'node:crypto';
import type { ColumnCipher } from '@fiksu/database';
import type { Webhook } from './webhook.ts';

/** Standard Webhooks: 24 to 64 bytes. */
const secretBytes = 32;

/** The secrets of endpoints: drawn, and encrypted in the row that they belong to. */
export class WebhookSecrets {
  constructor(private readonly cipher: ColumnCipher) {}

  /** A new secret, and how it is kept in the row of this id. */
  draw(id: string): { secret: string; kept: string } {
    const secret = `whsec_${randomBytes(secretBytes).toString('base64')}`;
    return { secret, kept: this.cipher.encrypt(secret, { table: 'webhook', column: 'secret', id }) };
  }

  /** The one that was current until now, as it is kept beside the new one. */
  asFormer({ id, secret }: Webhook): string {
    return this.cipher.encrypt(this.cipher.decrypt(secret, { table: 'webhook', column: 'secret', id }), { table: 'webhook', column: 'former_secret', id });
  }

  /** All that sign at this instant, the current one first. */
  signing({ id, secret, formerSecret, formerUntil }: Webhook, at: string): string[] {
    const current = this.cipher.decrypt(secret, { table: 'webhook', column: 'secret', id });
    if (formerSecret === null || formerUntil === null || formerUntil <= at) return [current];
    return [current, this.cipher.decrypt(formerSecret, { table: 'webhook', column: 'former_secret', id })];
  }
}
