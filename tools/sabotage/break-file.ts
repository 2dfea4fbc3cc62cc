import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Why a sabotage cannot be done any more: the code that it was written for has moved on. */
export class NoLongerApplies extends Error {}

/** Replaces the text, which must be there exactly once, and gives back the way to restore the file. */
export function breakFile(file: string, find: string, replace: string): () => void {
  if (!existsSync(file)) throw new NoLongerApplies('the file is gone');
  const whole = readFileSync(file, 'utf8');
  const times = whole.split(find).length - 1;
  if (times !== 1) throw new NoLongerApplies(times === 0 ? 'the text to replace is gone' : `the text to replace is there ${times} times`);
  if (find === replace) throw new NoLongerApplies('it changes nothing');
  // A function, because `$` in a replacement text has a meaning of its own.
  writeFileSync(
    file,
    whole.replace(find, () => replace),
  );
  return () => writeFileSync(file, whole);
}
