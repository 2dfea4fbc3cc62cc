/**
 * A published version of the roadmap: its items as everybody could read them at one moment, numbered without gaps, and never
 * changed (API contract, R8). Pure functions: no clock, no database.
 */
import type { LocalisedText } from '@fiksu/contracts';
import type { Stored } from '@fiksu/service';
import { createHash } from 'node:crypto';
import type { Horizon, ItemStatus } from '../items/item.ts';
import type { Window } from '../items/item-window.ts';
import type { Milestone } from '../items/milestone.ts';
import { canonicalJson } from './canonical-json.ts';

export interface Version extends Stored {
  /** 1, 2, 3… */
  number: number;
  title: LocalisedText;
  /** What {@link hashOf} gives for its items. */
  hash: string;
  publishedAt: string;
}

/**
 * An item as a version keeps it for ever: what people decided and everybody may read. What is computed (progress, health,
 * timeliness) moves with the clock and with what others tell, and is no part of it; nor are needs before `accepted`, items
 * before `committed` and proposals, which are not public themselves. Of pilots, indicators and learnings there are the ids.
 */
export interface PublishedItem {
  id: string;
  status: ItemStatus;
  title: LocalisedText;
  goal: LocalisedText | null;
  districts: string[];
  themes: string[];
  horizon: Horizon;
  window: Window | null;
  owner: string | null;
  programme: string | null;
  needs: string[];
  dependsOn: string[];
  developments: string[];
  pilots: string[];
  indicators: string[];
  learnings: string[];
  expectedClimateEffect: LocalisedText | null;
  milestones: Milestone[];
  dropReason: LocalisedText | null;
  supersededBy: string | null;
}

/** Items that go into every version, as long as they are there. */
export const LASTING = ['committed', 'in-progress', 'on-hold', 'done'] as const satisfies readonly ItemStatus[];

/** Items that go into one version more, which tells that they have ended. */
export const ENDED = ['dropped', 'superseded'] as const satisfies readonly ItemStatus[];

/**
 * `sha256:` and 64 hexadecimal digits: SHA-256 over the canonical JSON (RFC 8785) of the list of items, by id. Anybody can verify
 * it: take `items` as `GET /versions/{id}` answers them, write them by RFC 8785, and hash the bytes (UTF-8).
 */
export const hashOf = (items: readonly PublishedItem[]): string =>
  `sha256:${createHash('sha256')
    .update(canonicalJson(inOrder(items)))
    .digest('hex')}`;

/** By id: a version is a set of items, and in which order a database gives them says nothing. */
const inOrder = (items: readonly PublishedItem[]): PublishedItem[] => [...items].sort((a, b) => (a.id < b.id ? -1 : 1));

/** @param last the version before it; null for the first */
export function nextVersion(
  last: Pick<Version, 'number' | 'publishedAt'> | null,
  { id, title, items, now }: { id: string; title: LocalisedText; items: readonly PublishedItem[]; now: string },
): Version {
  // Whoever asked earlier may have waited for whoever asked later: a later number was never published earlier.
  const at = last && last.publishedAt > now ? last.publishedAt : now;
  return { id, version: 1, createdAt: at, updatedAt: at, number: (last?.number ?? 0) + 1, title, hash: hashOf(items), publishedAt: at };
}
