/**
 * What a community meets for: it is planned, and then held or cancelled (API contract, P7). Who came is counted by group, and
 * of organisations named; never of persons. Data and pure functions: no clock, no database.
 */
import type { LocalisedText, Point } from '@fiksu/contracts';
import { Faults, illegalTransition, type Stored } from '@fiksu/service';

export const GATHERING_KINDS = ['workshop', 'walk', 'hackathon', 'meet-up', 'info', 'training', 'demo-day', 'visit'] as const;
export type GatheringKind = (typeof GATHERING_KINDS)[number];

export const GATHERING_STATUSES = ['planned', 'held', 'cancelled'] as const;
export type GatheringStatus = (typeof GATHERING_STATUSES)[number];

export interface Place {
  name: LocalisedText;
  /** Null where nobody needs to go anywhere. */
  location: Point | null;
}

/** How many of a group came. */
export interface Attendance {
  group: string;
  count: number;
}

export interface Gathering extends Stored {
  status: GatheringStatus;
  community: string;
  kind: GatheringKind;
  title: LocalisedText;
  description: LocalisedText | null;
  place: Place;
  /** Instants, UTC. */
  startsAt: string;
  endsAt: string;
  /** Skills that it is about: plain tags. */
  topics: string[];
  /** Those of the community, as it is now. */
  districts: string[];
  themes: string[];
  attendance: Attendance[];
  /** Organisations that took part. */
  organisations: string[];
  cancellationReason: LocalisedText | null;
  /** Ids of files. */
  attachments: string[];
}

/** What is told of one that was held. */
export type WhoCame = Pick<Gathering, 'attendance' | 'organisations'>;

const transitions: Record<string, readonly GatheringStatus[]> = { hold: ['planned'], cancel: ['planned'] };

/** The actions that a state allows; none for a final one (G17). */
export const allowedIn = (status: GatheringStatus): string[] => Object.keys(transitions).filter((action) => transitions[action]?.includes(status));

/** @throws DomainError Conflict (409) `illegal-transition` with what is allowed */
export function requireAllowed(action: string, { status }: Pick<Gathering, 'status'>): void {
  if (!transitions[action]?.includes(status)) throw illegalTransition(action, status, allowedIn(status));
}

/**
 * It took place: told when it did, also before the time for which it was planned (P7).
 * @throws DomainError Conflict (409) `illegal-transition`, Invalid (422) at `/attendance`
 */
export function hold(gathering: Gathering, { attendance, organisations }: WhoCame): Gathering {
  requireAllowed('hold', gathering);
  checkAttendance(attendance);
  return { ...gathering, status: 'held', attendance, organisations };
}

/** @throws DomainError Conflict (409) `illegal-transition` */
export function cancel(gathering: Gathering, reason: LocalisedText): Gathering {
  requireAllowed('cancel', gathering);
  return { ...gathering, status: 'cancelled', cancellationReason: reason };
}

/** Calendars write a year in four digits, in Helsinki too. */
const lastInstant = Date.parse('9999-12-31T00:00:00Z');

/** @throws DomainError Invalid (422) at `/endsAt` */
export function checkTimes({ startsAt, endsAt }: Pick<Gathering, 'startsAt' | 'endsAt'>): void {
  const faults = new Faults();
  if (Date.parse(endsAt) <= Date.parse(startsAt)) faults.add('/endsAt', 'Lies before the beginning, or at it');
  if (Date.parse(endsAt) > lastInstant) faults.add('/endsAt', 'Lies in a year that no calendar can show');
  faults.refuse();
}

/** @throws DomainError Invalid (422), naming each group that is counted a second time */
export function checkAttendance(attendance: readonly Attendance[]): void {
  const faults = new Faults();
  const groups = attendance.map(({ group }) => group);
  groups.forEach((group, index) => groups.indexOf(group) < index && faults.add(`/attendance/${index}/group`, 'Is counted already'));
  faults.refuse();
}

/**
 * Who came is told by `hold`, and put right afterwards: before, and of what was cancelled, there is nothing to tell.
 * @throws DomainError Invalid (422) `read-only`
 */
export function checkWhoCame(before: Gathering, next: WhoCame): void {
  if (before.status === 'held') return checkAttendance(next.attendance);
  const faults = new Faults();
  for (const member of ['attendance', 'organisations'] as const)
    if (JSON.stringify(before[member]) !== JSON.stringify(next[member])) faults.add(`/${member}`, 'Is told when it is held');
  faults.refuse('read-only');
}

/**
 * What was held leaves a trace (API contract §2): it is not removed.
 * @throws DomainError Conflict (409) `illegal-transition`
 */
export function checkRemovable({ status }: Pick<Gathering, 'status'>): void {
  if (status === 'held') throw illegalTransition('delete', status, allowedIn(status));
}
