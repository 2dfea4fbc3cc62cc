/** How far an item has come, from what its pilots and indicators are known to have reached (API contract, R7). Pure. */
import { words, type Because, type Reading } from './because.ts';
import type { Item } from './item.ts';

/** How far along a pilot is in each of its states. One that was terminated says nothing about how far the item is. */
const shareOfState: Readonly<Record<string, number>> = {
  preparation: 0.1,
  ready: 0.2,
  running: 0.5,
  paused: 0.5,
  'wrap-up': 0.8,
  completed: 1,
};
/** Four decimals: thirds are told, and sums of floating point are not. */
const precision = 10_000;

/** What has been heard of something of another service. */
export interface Heard {
  status: string | null;
  /** Of an indicator: the share of the way from baseline to target, where it has one. */
  progress: number | null;
}
export type HeardOf = (kind: 'pilot' | 'indicator', id: string) => Heard | undefined;

type Measured = Because & { share: number | null };

/** The mean over the linked pilots and indicators of which anything is known; null where nothing can be measured. */
export function progressOf(item: Pick<Item, 'pilots' | 'indicators'>, heard: HeardOf): Reading<number | null> {
  const measured = [...item.pilots.map((id) => ofPilot(id, heard('pilot', id))), ...item.indicators.map((id) => ofIndicator(id, heard('indicator', id)))];
  const shares = measured.flatMap(({ share }) => share ?? []);
  const because = measured.map(({ share: _, ...told }) => told);
  if (shares.length > 0) return { value: Math.round((sum(shares) / shares.length) * precision) / precision, because };
  return { value: null, because: because.length > 0 ? because : [nothingLinked] };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const nothingLinked: Because = {
  code: 'nothing-to-measure',
  detail: words('Kohtaan ei ole liitetty kokeiluja eikä mittareita', 'Inga försök eller indikatorer är länkade', 'No pilots and no indicators are linked'),
};

function ofPilot(id: string, heard: Heard | undefined): Measured {
  const about = { kind: 'pilot' as const, id };
  if (!heard?.status) return { ...about, code: 'pilot-not-heard', share: null, detail: notHeard('Kokeilusta', 'försöket', 'pilot') };
  if (heard.status === 'terminated')
    return {
      ...about,
      code: 'pilot-terminated',
      share: null,
      detail: words('Keskeytetty kokeilu ei kerro etenemisestä', 'Ett avbrutet försök räknas inte', 'A terminated pilot is left out'),
    };
  const share = shareOfState[heard.status] ?? null;
  if (share === null) return { ...about, code: 'pilot-not-heard', share, detail: notHeard('Kokeilusta', 'försöket', 'pilot') };
  const percent = Math.round(share * 100);
  return {
    ...about,
    code: `pilot-${heard.status}`,
    share,
    detail: words(`Kokeilu on edennyt ${percent} %`, `Försöket har kommit ${percent} %`, `The pilot has come ${percent} % of its way`),
  };
}

function ofIndicator(id: string, heard: Heard | undefined): Measured {
  const about = { kind: 'indicator' as const, id };
  const progress = heard?.progress ?? null;
  if (progress === null) return { ...about, code: 'indicator-not-heard', share: null, detail: notHeard('Mittarista', 'indikatorn', 'indicator') };
  const share = Math.min(1, Math.max(0, progress));
  const percent = Math.round(share * 100);
  return {
    ...about,
    code: 'indicator-progress',
    share,
    detail: words(
      `Mittari on ${percent} % tavoitteesta`,
      `Indikatorn har nått ${percent} % av målet`,
      `The indicator is ${percent} % of the way to its target`,
    ),
  };
}

const notHeard = (fi: string, sv: string, en: string) =>
  words(`${fi} ei ole vielä mitattavaa tietoa`, `Om ${sv} vet man ännu inget mätbart`, `Nothing measurable is known of the ${en} yet`);
