/**
 * Whether what an item says is up to date, by the days since a person last changed or confirmed it (domain page, "The
 * roadmap"; API contract, "Items, the rest"). A machine's change renews nothing: it says nothing about what a person knows. Pure.
 */
import { Faults } from '@fiksu/service';
import { words, type Reading } from './because.ts';
import { daysBetween, helsinkiDay } from './helsinki-day.ts';
import { isOpen, type Item } from './item.ts';

export const TIMELINESS = ['fresh', 'acceptable', 'late', 'stale'] as const;
export type Timeliness = (typeof TIMELINESS)[number];

/** Up to how many days since the last update an item is fresh, acceptable, late; beyond the last it is stale. */
export interface UpdateDays {
  target: number;
  acceptable: number;
  late: number;
}

/** Where an item's programme says nothing else, and where it has none. */
export const defaultUpdateDays: UpdateDays = { target: 30, acceptable: 60, late: 120 };

/** @throws DomainError Invalid (422) where a later limit comes before an earlier one */
export function checkUpdateDays(days: UpdateDays | null): void {
  if (days === null) return;
  const faults = new Faults();
  if (days.acceptable < days.target) faults.add('/updateDays/acceptable', 'Must not be fewer days than "target"');
  if (days.late < days.acceptable) faults.add('/updateDays/late', 'Must not be fewer days than "acceptable"');
  faults.refuse();
}

export function timelinessOf(item: Pick<Item, 'status' | 'confirmedAt'>, limits: UpdateDays, now: string): Reading<Timeliness> {
  if (!isOpen(item)) return { value: 'fresh', because: [nothingToTell] };
  const days = Math.max(0, daysBetween(helsinkiDay(item.confirmedAt), helsinkiDay(now)));
  const detail = words(
    `Viimeisestä päivityksestä on ${days} päivää`,
    `Den senaste uppdateringen gjordes för ${days} dagar sedan`,
    `A person last updated it ${days} days ago`,
  );
  const value = days <= limits.target ? 'fresh' : days <= limits.acceptable ? 'acceptable' : days <= limits.late ? 'late' : 'stale';
  return { value, because: [{ code: `update-${value}`, detail }] };
}

const nothingToTell = {
  code: 'ended',
  detail: words('Päättynyt kohta ei kaipaa päivitystä', 'En avslutad punkt behöver ingen uppdatering', 'An item that has ended needs no update'),
};
