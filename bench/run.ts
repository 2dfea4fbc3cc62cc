/**
 * `npm run bench [-- messaging | E2 …]` measures against the goals, each beside its floor in the same run, and writes
 * `bench/results.json`. It wants the machine for itself.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { startGround, type Ground } from './ground.ts';
import { consumeWithInbox } from './messaging/consume-with-inbox.ts';
import { deliver } from './messaging/deliver.ts';
import { drainABacklog } from './messaging/drain-a-backlog.ts';
import { writeWithRelay } from './messaging/write-with-relay.ts';
import type { Result } from './rounds.ts';

type Bench = (ground: Ground) => Promise<Result | Result[]>;
const benches: Record<string, Record<string, Bench>> = {
  messaging: { E1: deliver, E2: writeWithRelay, E3: drainABacklog, E4: consumeWithInbox },
};

const asked = process.argv.slice(2);
const all = Object.entries(benches).flatMap(([group, members]) => Object.entries(members).map(([id, bench]) => ({ group, id, bench })));
const chosen = asked.length === 0 ? all : all.filter(({ group, id }) => asked.includes(group) || asked.includes(id));
const unknown = asked.filter((word) => !all.some(({ group, id }) => word === group || word === id));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}; there are ${all.map(({ id }) => id).join(', ')} and ${Object.keys(benches).join(', ')}`);
  process.exit(1);
}

const resultsFile = new URL('results.json', import.meta.url);
const known: Result[] = existsSync(resultsFile) ? (JSON.parse(readFileSync(resultsFile, 'utf8')) as Result[]) : [];
const round = (value: number | null): string => (value === null ? '–' : value >= 100 ? value.toFixed(0) : value.toFixed(2));

const ground = await startGround();
try {
  console.log(['id', 'ours', 'floor', 'unit', 'ratio', 'spread', 'goal', ''].map((word) => word.padEnd(10)).join(''));
  for (const { bench } of chosen) {
    for (const result of [await bench(ground)].flat()) {
      const { id, ours, floor, unit, ratio, spread, goal, met } = result;
      console.log(
        [id, round(ours), round(floor), unit, round(ratio), `${(spread * 100).toFixed(0)} %`, goal, met ? 'met' : 'NOT MET']
          .map((word) => word.padEnd(10))
          .join(''),
      );
      const index = known.findIndex((one) => one.id === id && one.scale === result.scale);
      if (index < 0) known.push(result);
      else known[index] = result;
    }
  }
  known.sort((a, b) => a.id.localeCompare(b.id) || a.scale - b.scale);
  writeFileSync(resultsFile, `${JSON.stringify(known, null, 2)}\n`);
} finally {
  await ground.stop();
}
