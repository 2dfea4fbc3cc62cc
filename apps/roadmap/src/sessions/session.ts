/**
 * A session is one use of a method: people from several places work on needs, phase by phase, and what comes of it becomes
 * needs and items in one step (domain page, "Needs and co-creation"; API contract, R6). Who took part is counted, by
 * organisation, district and group, and never named. Pure functions: no clock, no database.
 */
import type { LocalisedText } from '@fiksu/contracts';
import { Faults, illegalTransition, ordered, type Caller, type Role, type Stored } from '@fiksu/service';
import type { Phase } from '../methods/method.ts';

export const SESSION_STATUSES = ['planned', 'open', 'closed'] as const;
export type SessionStatus = (typeof SESSION_STATUSES)[number];

/** Votes for a need or for a note, in one phase. Exactly one of the two is named. */
export interface Vote {
  phase: string;
  need: string | null;
  note: string | null;
  count: number;
}

/** How many of an organisation, of a district, of a group took part in one phase. One of the three at least is named. */
export interface Participants {
  phase: string;
  organisation: string | null;
  district: string | null;
  group: string | null;
  count: number;
}

export const OUTCOME_KINDS = ['need', 'item'] as const;

/** What came of a session. */
export interface Outcome {
  kind: (typeof OUTCOME_KINDS)[number];
  id: string;
}

/** Since when a session is about a need, or something came of it, and by which role; never a person's name. */
export interface LinkNote extends Outcome {
  relation: 'about' | 'outcome';
  /** An instant, UTC. */
  since: string;
  by: { role: Role | 'clock' | 'rule'; organisation: string | null };
}

export interface Session extends Stored {
  status: SessionStatus;
  method: string;
  /** The edition of the method that is used; a later one changes nothing here (R5). */
  edition: number;
  /** The form of the method; null for the usual one. */
  variant: string | null;
  /** The phases of that form in that edition. */
  phases: Phase[];
  title: LocalisedText;
  description: LocalisedText | null;
  districts: string[];
  themes: string[];
  /** The needs that it is about. */
  needs: string[];
  /** The organisation whose partner leads it, where that is none of the coordinators. */
  facilitator: string | null;
  startsAt: string;
  endsAt: string;
  /** Files that hang on it. */
  attachments: string[];
  votes: Vote[];
  participants: Participants[];
  outcomes: Outcome[];
  linked: LinkNote[];
}

/** Something that was said or written at a session. */
export interface Note {
  id: string;
  phase: string;
  text: LocalisedText;
  at: string;
}

/** Sessions that everybody may read (API contract, G7). */
export const isPublic = ({ status }: Pick<Session, 'status'>): boolean => status === 'closed';

/** Which actions each state allows, in the order in which they are named to a client (R6). */
const allowed: Record<SessionStatus, readonly string[]> = { planned: ['open'], open: ['record', 'close'], closed: [] };

export const allowedIn = (status: SessionStatus): string[] => [...allowed[status]];

/** @throws DomainError Conflict (409) `illegal-transition` with what is allowed */
export function requireAllowed(action: string, { status }: Pick<Session, 'status'>): void {
  if (!allowed[status].includes(action)) throw illegalTransition(action, status, allowedIn(status));
}

export function open(session: Session): Session {
  requireAllowed('open', session);
  return { ...session, status: 'open' };
}

export function close(session: Session, outcomes: readonly Outcome[]): Session {
  requireAllowed('close', session);
  return { ...session, status: 'closed', outcomes: [...outcomes] };
}

/**
 * A session ends after it has begun.
 * @throws DomainError Invalid (422) at `/endsAt`
 */
export function checkTimes({ startsAt, endsAt }: Pick<Session, 'startsAt' | 'endsAt'>): void {
  const faults = new Faults();
  if (Date.parse(endsAt) <= Date.parse(startsAt)) faults.add('/endsAt', 'Does not lie after the beginning');
  faults.refuse();
}

/** What stays as it is, once a session is open and once it is closed: the record would not be true otherwise. */
const fixedIn: Record<SessionStatus, readonly (keyof Session)[]> = {
  planned: [],
  open: ['method', 'edition', 'variant'],
  closed: ['method', 'edition', 'variant', 'districts', 'themes', 'needs', 'facilitator'],
};

/**
 * What a change leaves alone: a need that was voted for stays one of the session's, too.
 * @throws DomainError Invalid (422) with a pointer for each member that is fixed by now
 */
export function checkFixed(before: Session, next: Session): void {
  const faults = new Faults();
  const said = (session: Session, member: keyof Session) => JSON.stringify(ordered(session[member]));
  for (const member of fixedIn[before.status])
    if (said(before, member) !== said(next, member)) faults.add(`/${member}`, `Is fixed once the session is ${before.status}`);
  if (before.votes.some(({ need }) => need !== null && !next.needs.includes(need))) faults.add('/needs', 'Lacks one for which there are votes');
  faults.refuse();
}

/** The session with a note of exactly the links that it has: of those that stay as they were, of new ones from now on. */
export function withLinks(session: Session, by: Caller): Session {
  const about = session.needs.map((id) => ({ kind: 'need' as const, id, relation: 'about' as const }));
  const links = [...about, ...session.outcomes.map((outcome) => ({ ...outcome, relation: 'outcome' as const }))];
  const known = new Map(session.linked.map((note) => [`${note.relation} ${note.kind} ${note.id}`, note]));
  const author = { role: by.nobody ?? by.role, organisation: by.claims?.org ?? null };
  return { ...session, linked: links.map((link) => known.get(`${link.relation} ${link.kind} ${link.id}`) ?? { ...link, since: by.at, by: author }) };
}
