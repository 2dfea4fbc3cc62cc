import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';

/** A small harmful change, and the test that must notice it. Paths stand from the root of the repository. */
const Sabotage = z.strictObject({
  why: z.string().min(1),
  file: z.string().min(1),
  find: z.string().min(1),
  replace: z.string(),
  /** The folder with the `jest.config.mjs` of the test. */
  project: z.string().min(1),
  testFile: z.string().min(1),
  /** The whole title, with those of the `describe`s around it, or a part of it. */
  test: z.string().min(1),
});

export type Sabotage = z.infer<typeof Sabotage> & { name: string };

/** Reads `<name>.json` of the folder, all or the named ones. */
export function readSabotages(folder: string, names: readonly string[] = []): Sabotage[] {
  const known = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => basename(file, '.json'))
    .sort();
  if (known.length === 0) throw new Error(`There is no sabotage in ${folder}`);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`There is no sabotage "${unknown}": there are ${known.join(', ')}`);
  return (names.length > 0 ? names : known).map((name) => {
    const parsed = Sabotage.safeParse(JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')));
    if (!parsed.success) throw new Error(`${name}.json is no sabotage: ${z.prettifyError(parsed.error)}`);
    return { name, ...parsed.data };
  });
}
