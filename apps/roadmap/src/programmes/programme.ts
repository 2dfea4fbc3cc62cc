import { fromCents, moneyFault, toCents, type LocalisedText, type Money } from '@fiksu/contracts';
import { Faults, type Stored } from '@fiksu/service';
import type { UpdateDays } from '../items/timeliness.ts';

/** A part of a programme in its district: Pasila, Malmi, Malminkartano-Kannelmäki, Mellunkylä. */
export interface SubProject {
  id: string;
  title: LocalisedText;
  districts: string[];
  themes: string[];
  lead: string | null;
}

/** A programme with its sub-projects (R3). Days and months are kept as precisely as they were given. */
export interface Programme extends Stored {
  title: LocalisedText;
  description: LocalisedText | null;
  implementers: string[];
  partners: string[];
  lead: string | null;
  period: { from: string; to: string | null };
  grantedFunding: Money | null;
  objectives: LocalisedText[];
  themes: string[];
  districts: string[];
  lessonsFrom: string[];
  subProjects: SubProject[];
  /** How often its items are to be brought up to date, where it is not as everywhere else. */
  updateDays: UpdateDays | null;
  /** Files that hang on it. */
  attachments: string[];
}

/** The first and the last day that a month or a day can mean, as text that sorts. */
const firstDay = (period: string): string => (period.length === 7 ? `${period}-01` : period);
const lastDay = (period: string): string => (period.length === 7 ? `${period}-31` : period);

/**
 * A period ends where it begins or later; 2020-11 to 2020-11-05 does.
 * @throws DomainError Invalid (422) at `/period/to`, and for money that is none
 */
export function checkProgramme({ period, grantedFunding }: Pick<Programme, 'period' | 'grantedFunding'>): void {
  const faults = new Faults();
  if (period.to !== null && lastDay(period.to) < firstDay(period.from)) faults.add('/period/to', 'Lies before the beginning');
  const fault = grantedFunding && moneyFault(grantedFunding);
  if (fault) faults.add('/grantedFunding/amount', fault);
  faults.refuse();
}

/** The same amount with exactly two decimals, as it is kept and answered (G15). */
export const exactly = (money: Money): Money => fromCents(toCents(money));

/**
 * A sub-project that is sent with an id is the one that has it: an id that none has, or that is sent twice, is none.
 * @throws DomainError Invalid (422) at `/subProjects/…/id`
 */
export function checkSubProjects(sent: readonly { id?: string | undefined }[], known: readonly { id: string }[]): void {
  const faults = new Faults();
  const waiting = new Set(known.map((part) => part.id));
  sent.forEach(
    ({ id }, index) => id === undefined || waiting.delete(id) || faults.add(`/subProjects/${index}/id`, 'There is no such sub-project, or it is here twice'),
  );
  faults.refuse();
}
