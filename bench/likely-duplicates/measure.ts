/**
 * `npm run bench:duplicates [-- --wrong]` measures the rule that tells likely duplicate needs on labelled pairs: precision,
 * recall and F1 at several thresholds, and at the chosen one. A third of the pairs is held out: it was not looked at when
 * weights were set. With `--wrong` it names the pairs on which the rule and the label differ.
 */
import { parseArgs } from 'node:util';
import { LIKELY_FROM, measureLikeness } from '../../apps/roadmap/src/needs/likely-duplicates.ts';
import { readCityWords, readOmastadiPairs, readOwnPairs, type LabelledPair } from './read-pairs.ts';

const thresholds = [0.4, 0.42, 0.44, 0.46, 0.48, 0.5, 0.52, 0.54, 0.56, 0.6];

interface Scored extends LabelledPair {
  score: number;
}

interface Figures {
  found: number;
  wrong: number;
  missed: number;
}

const { values } = parseArgs({ options: { wrong: { type: 'boolean', default: false } } });
const city = readCityWords();
const scored = (pairs: LabelledPair[]): Scored[] => pairs.map((pair) => ({ ...pair, score: measureLikeness(pair.one, pair.two, city).score }));

const own = scored(readOwnPairs());
for (const split of ['tune', 'held-out'])
  show(
    `Own pairs, ${split}`,
    own.filter((pair) => pair.split === split),
  );

const omastadi = readOmastadiPairs();
if (omastadi === null) console.log('OmaStadi: the proposals are not here (../shared/data), so their pairs are left out.');
else {
  const pairs = scored(omastadi);
  for (const split of ['tune', 'held-out'])
    show(
      `OmaStadi, ${split}`,
      pairs.filter((pair) => pair.split === split),
    );
  show(
    'OmaStadi, all that is reworded: copies left out',
    pairs.filter((pair) => !pair.copy),
  );
}
console.log(`The chosen threshold is ${LIKELY_FROM.toFixed(2)}.`);

function show(title: string, pairs: readonly Scored[]): void {
  const duplicates = pairs.filter((pair) => pair.duplicate).length;
  console.log(`${title}: ${pairs.length} pairs, ${duplicates} of them duplicates\n  from   precision  recall  F1`);
  for (const threshold of [...new Set([...thresholds, LIKELY_FROM])].sort((a, b) => a - b)) {
    const { precision, recall, f1 } = ratiosOf(figuresAt(threshold, pairs));
    const chosen = threshold === LIKELY_FROM ? '   chosen' : '';
    console.log(`  ${threshold.toFixed(2)}   ${precision.toFixed(3)}      ${recall.toFixed(3)}   ${f1.toFixed(3)}${chosen}`);
  }
  if (values.wrong)
    for (const pair of pairs.filter(isWrong))
      console.log(`  ${pair.duplicate ? 'missed' : 'wrong '} ${pair.score.toFixed(2)} ${pair.a} ${pair.b}${pair.note ? ` (${pair.note})` : ''}`);
  console.log();
}

function isWrong({ score, duplicate }: Scored): boolean {
  return score >= LIKELY_FROM !== duplicate;
}

function figuresAt(threshold: number, pairs: readonly Scored[]): Figures {
  const shown = pairs.filter(({ score }) => score >= threshold);
  const found = shown.filter(({ duplicate }) => duplicate).length;
  return { found, wrong: shown.length - found, missed: pairs.filter(({ duplicate }) => duplicate).length - found };
}

function ratiosOf({ found, wrong, missed }: Figures): { precision: number; recall: number; f1: number } {
  const share = (of: number) => (of === 0 ? 0 : found / of);
  return { precision: share(found + wrong), recall: share(found + missed), f1: share(found + (wrong + missed) / 2) };
}
