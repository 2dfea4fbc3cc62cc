/**
 * A roadmap item: what is to be done about needs, when, by whom (domain page, "The roadmap"; transitions: API contract,
 * R7 and G17). Pure functions: no clock, no database.
 */
import type { LocalisedText } from '@fiksu/contracts';
import { illegalTransition, invalid, type Stored } from '@fiksu/service';
import type { LinkNote } from './item-links.ts';
import type { Window } from './item-window.ts';
import type { Milestone } from './milestone.ts';
import type { Override } from './override.ts';

export const ITEM_STATUSES = ['idea', 'candidate', 'committed', 'in-progress', 'on-hold', 'done', 'dropped', 'superseded'] as const;
export type ItemStatus = (typeof ITEM_STATUSES)[number];

export const HORIZONS = ['now', 'next', 'later'] as const;
export type Horizon = (typeof HORIZONS)[number];

export interface Item extends Stored {
  status: ItemStatus;
  title: LocalisedText;
  goal: LocalisedText | null;
  districts: string[];
  themes: string[];
  horizon: Horizon;
  window: Window | null;
  /** The organisation that answers for it. */
  owner: string | null;
  programme: string | null;
  dependsOn: string[];
  developments: string[];
  /** What it is linked with. A link is nothing else than an id in one of these lists. */
  needs: string[];
  pilots: string[];
  proposals: string[];
  indicators: string[];
  learnings: string[];
  /** Since when, and by whom, each of the links has been there. */
  linked: LinkNote[];
  expectedClimateEffect: LocalisedText | null;
  /** Files that hang on it. */
  attachments: string[];
  milestones: Milestone[];
  /** Readings that a person has set beside the computed ones. */
  overrides: Override[];
  dropReason: LocalisedText | null;
  supersededBy: string | null;
  /** When it was first committed to: from then on it is public, whatever becomes of it. */
  committedAt: string | null;
  /** When a person last changed it, or said that it is up to date. */
  confirmedAt: string;
}

/** What an item has of which nothing has become yet. */
export const fresh: Pick<Item, 'version' | 'status' | 'linked' | 'milestones' | 'overrides' | 'dropReason' | 'supersededBy' | 'committedAt'> = {
  version: 1,
  status: 'idea',
  linked: [],
  milestones: [],
  overrides: [],
  dropReason: null,
  supersededBy: null,
  committedAt: null,
};

/** Public is what was ever committed to: an idea that was dropped was never told to anybody (API contract, G7). */
export const isPublic = (item: Pick<Item, 'committedAt'>): boolean => item.committedAt !== null;

const open: readonly ItemStatus[] = ['idea', 'candidate', 'committed', 'in-progress', 'on-hold'];
export const isOpen = (item: Pick<Item, 'status'>): boolean => open.includes(item.status);

/** Which actions lead from which states, in the order in which they are named to a client. */
const transitions: Record<string, readonly ItemStatus[]> = {
  commit: ['idea', 'candidate'],
  start: ['committed'],
  hold: ['in-progress'],
  resume: ['on-hold'],
  complete: ['in-progress'],
  drop: open,
  supersede: open,
};

/** The actions that a state allows; none for a final one (G17). */
export const allowedIn = (status: ItemStatus): string[] => Object.keys(transitions).filter((action) => transitions[action]?.includes(status));

/** @throws DomainError Conflict (409) `illegal-transition` with what is allowed */
function require(action: string, item: Item): void {
  if (!transitions[action]?.includes(item.status)) throw illegalTransition(action, item.status, allowedIn(item.status));
}

/** An item with a need is a candidate, without one an idea, by itself, until somebody commits to it (R7). */
export function settled(item: Item): Item {
  if (item.status !== 'idea' && item.status !== 'candidate') return item;
  return { ...item, status: item.needs.length > 0 ? 'candidate' : 'idea' };
}

/** @param now when it is committed to, and public from then on */
export function commit(item: Item, now: string): Item {
  require('commit', item);
  return { ...item, status: 'committed', committedAt: now };
}

const moves = { start: 'in-progress', hold: 'on-hold', resume: 'in-progress', complete: 'done' } as const;
export type Move = keyof typeof moves;

/** Actions that do nothing but move the state along. */
export function move(item: Item, action: Move): Item {
  require(action, item);
  return { ...item, status: moves[action] };
}

export function drop(item: Item, reason: LocalisedText): Item {
  require('drop', item);
  return { ...item, status: 'dropped', dropReason: reason };
}

/**
 * Another item takes its place.
 * @param chain the successor, what superseded that one, and so on; empty where there is no such item
 * @throws DomainError Invalid (422) at `/by` for an unknown one, itself, or one that it has superseded itself
 */
export function supersede(item: Item, chain: readonly string[]): Item {
  require('supersede', item);
  const [by] = chain;
  if (by === undefined) throw invalid([{ pointer: '/by', detail: 'There is no such item' }]);
  if (by === item.id) throw invalid([{ pointer: '/by', detail: 'An item cannot supersede itself' }]);
  if (chain.includes(item.id)) throw invalid([{ pointer: '/by', detail: 'Is superseded by this item itself' }]);
  return { ...item, status: 'superseded', supersededBy: by };
}
