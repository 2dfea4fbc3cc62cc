/**
 * A district, or the city, on one page (API contract, R10). Pure functions: no clock, no database. Of what other services own it
 * tells what was heard, of things that items are linked with.
 */
import { fromCents, toCents, type LocalisedText, type Money } from '@fiksu/contracts';
import type { Because } from '../items/because.ts';
import type { ForeignThing } from '../items/foreign-things.ts';
import type { ItemView } from '../items/items.schema.ts';

/** The states of a pilot (domain page, "Agile piloting"), which counts show also where they are zero. */
export const PILOT_STATUSES = ['preparation', 'ready', 'running', 'paused', 'wrap-up', 'completed', 'terminated'] as const;

/** A value of an indicator, and for when it is: `2026-Q1`. */
export interface PeriodValue {
  period: string;
  value: number | null;
}

/** What the services that own them tell of linked things, beside title and state. */
export interface Told extends ForeignThing {
  /** Of a proposal. */
  applied?: Money | null;
  granted?: Money | null;
  /** Of an indicator. */
  baseline?: number | null;
  latest?: PeriodValue | null;
  target?: PeriodValue | null;
  onTrack?: boolean | null;
}

export type Named<Of> = Of & { id: string };

export interface PilotsSection {
  byStatus: Record<string, number>;
  data: { id: string; title: LocalisedText | null; status: string }[];
}

/** @param all also those in preparation, which are not public yet (G7) */
export function pilotsOf(heard: readonly Named<Told>[], all: boolean): PilotsSection {
  const shown = heard.flatMap(({ id, title, status }) => (status === null || (status === 'preparation' && !all) ? [] : [{ id, title, status }]));
  const byStatus: Record<string, number> = Object.fromEntries(PILOT_STATUSES.map((status) => [status, 0]));
  for (const { status } of shown) byStatus[status] = (byStatus[status] ?? 0) + 1;
  return { byStatus, data: shown };
}

export interface FundingSection {
  applied: Money;
  granted: Money;
  proposals: number;
}

/** What proposals ask for, and what they got: to the cent. */
export const fundingOf = (heard: readonly Told[]): FundingSection => ({
  applied: sumOf(heard.map(({ applied }) => applied)),
  granted: sumOf(heard.map(({ granted }) => granted)),
  proposals: heard.length,
});

const sumOf = (amounts: readonly (Money | null | undefined)[]): Money =>
  fromCents(amounts.reduce((cents, amount) => (amount ? cents + toCents(amount) : cents), 0n));

export interface ImpactEntry {
  indicator: string;
  name: LocalisedText | null;
  baseline: number | null;
  latest: PeriodValue | null;
  target: PeriodValue | null;
  onTrack: boolean | null;
}

export const impactOf = (heard: readonly Named<Told>[]): ImpactEntry[] =>
  heard.map(({ id, title, baseline, latest, target, onTrack }) => ({
    indicator: id,
    name: title,
    baseline: baseline ?? null,
    latest: latest ?? null,
    target: target ?? null,
    onTrack: onTrack ?? null,
  }));

export interface AttentionEntry {
  kind: 'item';
  id: string;
  code: 'late' | 'stale';
  because: Because[];
}

/**
 * Items that are late, and those of which nobody has said anything for long; not where a person has set another reading
 * beside the computed one, and so has looked at it already.
 */
export function attentionOf(items: readonly Pick<ItemView, 'id' | 'health' | 'timeliness'>[]): AttentionEntry[] {
  return items.flatMap(({ id, health, timeliness }) => [
    ...(health?.value === 'late' && health.override === null ? [{ kind: 'item', id, code: 'late', because: health.because } as AttentionEntry] : []),
    ...(timeliness?.value === 'stale' && timeliness.override === null
      ? [{ kind: 'item', id, code: 'stale', because: timeliness.because } as AttentionEntry]
      : []),
  ]);
}
