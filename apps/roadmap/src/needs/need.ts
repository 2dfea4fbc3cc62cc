/**
 * A need comes from a resident, a company, a city unit or a session. It is triaged, merged with its
 * likes, accepted or declined with a reason that its author can read (domain page, "Needs and
 * co-creation"; transitions: API contract, R4). Pure functions: no clock, no database.
 */
import type { LocalisedText, Point } from '@fiksu/contracts';
import { illegalTransition, invalid, type Stored } from '@fiksu/service';

export const NEED_STATUSES = ['submitted', 'triaged', 'accepted', 'crystallised', 'addressed', 'declined', 'merged'] as const;
export type NeedStatus = (typeof NEED_STATUSES)[number];

export const NEED_SOURCES = ['resident', 'company', 'unit', 'session'] as const;
export type NeedSource = (typeof NEED_SOURCES)[number];

export interface Evidence {
  text: LocalisedText | null;
  url: string | null;
}

/** By which an outside system knows a need that was imported. */
export interface ExternalId {
  scheme: string;
  value: string;
}

/** Something that came of a need, or that answers it: by its kind in a thread. */
export interface NeedLink {
  kind: string;
  id: string;
}

/** How a need was addressed at last, as its author is told. */
export interface Addressed {
  how: LocalisedText;
  links: NeedLink[];
}

export interface Need extends Stored {
  status: NeedStatus;
  title: LocalisedText;
  description: LocalisedText | null;
  districts: string[];
  location: Point | null;
  themes: string[];
  affectedGroups: string[];
  evidence: Evidence[];
  source: NeedSource;
  organisation: string | null;
  session: string | null;
  externalIds: ExternalId[];
  /** Files that hang on it. */
  attachments: string[];
  /** Of the coordinators, for themselves. */
  note: LocalisedText | null;
  declineReason: LocalisedText | null;
  hidden: boolean;
  mergedInto: string | null;
  /** The needs that were ever merged into this one, also those taken out again: the trace is kept. */
  mergedFrom: string[];
  statusBeforeMerge: NeedStatus | null;
  supportCount: number;
  reportCount: number;
  receiptHash: string | null;
  addressed: Addressed | null;
  /** The items that it was crystallised into, where they were looked up: they name it, and are kept there alone. */
  outcomes?: NeedLink[];
}

/** The same without what was asked of funders, which is never public (API contract, G7). */
export const withoutProposals = ({ how, links }: Addressed): Addressed => ({ how, links: links.filter(({ kind }) => kind !== 'proposal') });

/** What a need has of which nothing has become yet. */
export const untouched: Pick<
  Need,
  'version' | 'status' | 'note' | 'declineReason' | 'hidden' | 'mergedInto' | 'mergedFrom' | 'statusBeforeMerge' | 'supportCount' | 'reportCount' | 'addressed'
> = {
  version: 1,
  status: 'submitted',
  note: null,
  declineReason: null,
  hidden: false,
  mergedInto: null,
  mergedFrom: [],
  statusBeforeMerge: null,
  supportCount: 0,
  reportCount: 0,
  addressed: null,
};

/**
 * `company` and `unit` may name an organisation, `session` names its session (API contract, R4).
 * @throws DomainError Invalid (422)
 */
export function checkSource({ source, organisation, session }: Pick<Need, 'source' | 'organisation' | 'session'>): void {
  if (organisation !== null && source !== 'company' && source !== 'unit')
    throw invalid([{ pointer: '/organisation', detail: 'Only a need of a company or a unit names an organisation' }]);
  if (session !== null && source !== 'session') throw invalid([{ pointer: '/session', detail: 'Only a need of a session names one' }]);
}

/** Needs that everybody may read: from `accepted` on (API contract, G7). */
export const PUBLIC_STATUSES: readonly NeedStatus[] = ['accepted', 'crystallised', 'addressed'];
export const isPublic = (need: Pick<Need, 'status' | 'hidden'>): boolean => !need.hidden && PUBLIC_STATUSES.includes(need.status);

/** Which actions move which states, in the order in which they are named to a client. */
const transitions: Record<string, readonly NeedStatus[]> = {
  triage: ['submitted'],
  accept: ['triaged'],
  decline: ['submitted', 'triaged'],
  merge: ['submitted', 'triaged'],
  unmerge: ['merged'],
  crystallise: ['accepted', 'crystallised'],
  address: ['crystallised'],
};
export type NeedAction = keyof typeof transitions;

/** The actions that a state allows; none for a final one (G17). */
export const allowedIn = (status: NeedStatus): string[] => Object.keys(transitions).filter((action) => transitions[action]?.includes(status));

/** @throws DomainError Conflict (409) `illegal-transition` with what is allowed */
function require(action: NeedAction, need: Need): void {
  if (!transitions[action]?.includes(need.status)) throw illegalTransition(action, need.status, allowedIn(need.status));
}

export function triage(need: Need, change: { themes?: string[]; districts?: string[]; note?: LocalisedText }): Need {
  require('triage', need);
  return { ...need, status: 'triaged', themes: change.themes ?? need.themes, districts: change.districts ?? need.districts, note: change.note ?? need.note };
}

export function accept(need: Need, note?: LocalisedText): Need {
  require('accept', need);
  return { ...need, status: 'accepted', note: note ?? need.note };
}

export function decline(need: Need, reason: LocalisedText): Need {
  require('decline', need);
  return { ...need, status: 'declined', declineReason: reason };
}

/**
 * Merges a need into the one that goes on; both are told of it.
 * @throws DomainError Invalid (422) at `/into` for itself, an unknown one, or one that is merged itself
 */
export function merge(need: Need, survivor: Need | undefined): { merged: Need; survivor: Need } {
  require('merge', need);
  if (!survivor) throw invalid([{ pointer: '/into', detail: 'There is no such need' }]);
  if (survivor.id === need.id) throw invalid([{ pointer: '/into', detail: 'A need cannot be merged into itself' }]);
  if (survivor.status === 'merged') throw invalid([{ pointer: '/into', detail: 'This need is merged itself' }]);
  const mergedFrom = survivor.mergedFrom.includes(need.id) ? survivor.mergedFrom : [...survivor.mergedFrom, need.id];
  return {
    merged: { ...need, status: 'merged', statusBeforeMerge: need.status, mergedInto: survivor.id },
    survivor: { ...survivor, mergedFrom },
  };
}

/** Becomes part of the roadmap; again where more items are made of it. */
export function crystallise(need: Need): Need {
  require('crystallise', need);
  return { ...need, status: 'crystallised' };
}

/** The end of its way: its author is told how, and what answers it. */
export function address(need: Need, addressed: Addressed): Need {
  require('address', need);
  return { ...need, status: 'addressed', addressed };
}

/**
 * Takes a need out of the one that it was merged into, back to the state that it had.
 * @throws DomainError Conflict (409) `in-use` where the survivor was crystallised meanwhile: items answer both by now
 */
export function unmerge(need: Need, survivor: Need, inUse: (survivor: Need) => Error): Need {
  require('unmerge', need);
  if (survivor.status === 'crystallised' || survivor.status === 'addressed') throw inUse(survivor);
  return { ...need, status: need.statusBeforeMerge ?? 'submitted', statusBeforeMerge: null, mergedInto: null };
}

export function hide(need: Need): Need {
  if (need.hidden) throw illegalTransition('hide', 'hidden', ['restore']);
  return { ...need, hidden: true };
}

export function restore(need: Need): Need {
  if (!need.hidden) throw illegalTransition('restore', 'visible', ['hide']);
  return { ...need, hidden: false };
}

/** What is left of a need whose author is erased before anybody has accepted it: that there was one, where, and what about (API contract, P10). */
export function withoutWords(need: Need): Need {
  const title = Object.fromEntries(Object.keys(need.title).map((language) => [language, '…'])) as LocalisedText;
  return { ...need, title, description: null, location: null, affectedGroups: [], evidence: [], attachments: [], receiptHash: null };
}

/** Support and reports are for what is still alive: not for what was declined or merged away. */
export const isAlive = (need: Pick<Need, 'status'>): boolean => need.status !== 'declined' && need.status !== 'merged';
