import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { raw, sql, type Database } from '@fiksu/database';
import { z } from 'zod';
import { Caller } from '../access/caller.ts';
import { DomainError } from '../problems/domain-error.ts';
import type { Storage } from '../storage/storage.ts';
import type { Audit } from './audit.ts';
import { sameBytes, type Place, type Seals } from './seals.ts';

/** Any number that is the same in all replicas. */
const anchorLock = 815_650;
const dayMs = 86_400_000;
/** For how long the log is kept, and a month more: the days of which anchors are looked for at least. */
const daysKeptMin = 761;
const readsAtOnceMax = 16;
const anchorBytesMax = 4096;

const KeptAnchor = z.object({ day: z.string(), seq: z.int().positive(), hash: z.string(), seal: z.string() });

/** Where the log ended on a day, as it is kept outside of the database. */
export interface Anchor extends Place {
  day: string;
  /** Whether it is what the service has written. */
  isSealed: boolean;
}

interface Terms {
  db: Database;
  storage: Storage;
  seals: Seals;
  audit: Audit;
  service: string;
}

/** What is noted when an anchor has been kept: from then on it has to be there. */
export const anchorAct = { action: 'anchor', whatOf: (day: string) => `audit-anchors/${day}` };

/**
 * Where the audit log ended, once a day, outside of the database: whoever puts the database back to an earlier state, or
 * cuts off the end of the log, does not reach it there.
 */
export class AuditAnchors {
  constructor(private readonly terms: Terms) {}

  /** Keeps the anchor of this day where there is none yet, however many replicas try at once: none is ever written over. */
  async keep(at: string): Promise<boolean> {
    const day = at.slice(0, 10);
    if ((await this.read(day)) !== null) return false;
    const { db, storage, seals, audit } = this.terms;
    return db.transaction(async (tx) => {
      await tx.run(sql`select pg_advisory_xact_lock(${anchorLock})`);
      if ((await this.read(day)) !== null) return false;
      const [head] = await tx.run<Place>(raw('select seq, hash from audit_head where seq > 0'));
      if (!head) return false;
      const kept: z.infer<typeof KeptAnchor> = { day, seq: head.seq, hash: head.hash.toString('hex'), seal: seals.ofAnchor(day, head).toString('hex') };
      await storage.put(this.keyOf(day), Readable.from([JSON.stringify(kept)]));
      await audit.note({ action: anchorAct.action, what: anchorAct.whatOf(day) }, Caller.nobody(at, 'clock'), tx);
      return true;
    });
  }

  /** All anchors of the days on which the log can have had rows. @param since the day of the oldest row that is known */
  async all(since: string | null, now: string): Promise<Anchor[]> {
    const found: Anchor[] = [];
    const days = daysBetween(since, now);
    for (let from = 0; from < days.length; from += readsAtOnceMax) {
      const anchors = await Promise.all(days.slice(from, from + readsAtOnceMax).map((day) => this.read(day)));
      found.push(...anchors.filter((anchor) => anchor !== null));
    }
    return found;
  }

  private async read(day: string): Promise<Anchor | null> {
    const kept = await this.bytesOf(day);
    if (kept === null) return null;
    const parsed = KeptAnchor.safeParse(jsonOf(kept));
    if (!parsed.success || parsed.data.day !== day) return { day, seq: 0, hash: Buffer.alloc(0), isSealed: false };
    const place = { seq: parsed.data.seq, hash: Buffer.from(parsed.data.hash, 'hex') };
    return { day, ...place, isSealed: sameBytes(Buffer.from(parsed.data.seal, 'hex'), this.terms.seals.ofAnchor(day, place)) };
  }

  private async bytesOf(day: string): Promise<string | null> {
    try {
      return await text(await this.terms.storage.read(this.keyOf(day), { start: 0, end: anchorBytesMax - 1 }));
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'NotFound') return null;
      throw error;
    }
  }

  private keyOf(day: string): string {
    return `audit/${this.terms.service}/anchors/${day}.json`;
  }
}

function jsonOf(kept: string): unknown {
  try {
    return JSON.parse(kept);
  } catch {
    return null;
  }
}

function daysBetween(since: string | null, now: string): string[] {
  const last = Date.parse(now.slice(0, 10));
  const first = Math.min(last - daysKeptMin * dayMs, since === null ? last : Date.parse(since.slice(0, 10)));
  return Array.from({ length: (last - first) / dayMs + 1 }, (_, nth) => new Date(first + nth * dayMs).toISOString().slice(0, 10));
}
