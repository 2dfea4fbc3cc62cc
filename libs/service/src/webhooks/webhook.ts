import type { Stored } from '@fiksu/database';
import type { EventReader } from '../events/render-event.ts';

export const WEBHOOK_STATUSES = ['active', 'paused'] as const;

/** An endpoint of another platform, to which a service sends what happens (API contract, G23). */
export interface Webhook extends Stored {
  status: (typeof WEBHOOK_STATUSES)[number];
  url: string;
  types: string[];
  /** As whom its owner reads: what was made by a platform gets what a platform reads. */
  role: 'admin' | 'platform';
  /** The `sub` of who made it: a platform, or an administrator. */
  owner: string;
  /** Encrypted (`ColumnCipher`). */
  secret: string;
  /** Signs beside the new one until `formerUntil`. */
  formerSecret: string | null;
  formerUntil: string | null;
  pausedBecause: string | null;
  /** Of the last event that is done. */
  position: number;
}

export const readerFor = ({ role }: Pick<Webhook, 'role'>): EventReader => ({ roles: [role], limits: null });

/** Fields of `Webhook` that are encrypted, by their columns. */
export const encryptedColumns = [
  { table: 'webhook', column: 'secret' },
  { table: 'webhook', column: 'former_secret' },
] as const;
