/**
 * A reading that a person sets beside the computed one, with a reason and an end (API contract, "Items, the rest"): both
 * are shown, and nobody takes the one for the other. Pure functions.
 */
import type { LocalisedText } from '@fiksu/contracts';
import { invalid } from '@fiksu/service';
import type { Health } from './health.ts';
import { helsinkiDay } from './helsinki-day.ts';
import type { Item } from './item.ts';
import type { Timeliness } from './timeliness.ts';

interface Told {
  reason: LocalisedText;
  /** The last day on which it is shown, in Helsinki. */
  until: string;
}

export type Override =
  ({ field: 'progress'; value: number } & Told) | ({ field: 'health'; value: Health } & Told) | ({ field: 'timeliness'; value: Timeliness } & Told);

/**
 * One for each field: a later one takes the place of an earlier.
 * @throws DomainError Invalid (422) at `/until` for a day that is over
 */
export function override(item: Item, set: Override, now: string): Item {
  if (set.until < helsinkiDay(now)) throw invalid([{ pointer: '/until', detail: 'Is over already' }]);
  return { ...item, overrides: [...item.overrides.filter(({ field }) => field !== set.field), set] };
}

/** What is shown beside a computed reading; null after its last day. */
export function overrideOf<Field extends Override['field']>(item: Pick<Item, 'overrides'>, field: Field, now: string) {
  const found = item.overrides.find((set) => set.field === field && set.until >= helsinkiDay(now));
  return (found ?? null) as Extract<Override, { field: Field }> | null;
}
