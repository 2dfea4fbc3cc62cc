import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import type { Ground } from '../ground.ts';
import { percentile, roundsOfEach, within, type Result } from '../rounds.ts';
import { counterKept } from './counter.ts';
import { endProgram, forkProgram } from './fork.ts';
import { countedKept } from './project-counters.ts';

const eventsASecond = 500;
const replicas = 2;
const secondsOfRound = 4;

/** E1: from the commit to the handler of another service, 500 events a second, two replicas of the publisher. */
export async function deliver(ground: Ground): Promise<Result[]> {
  const publisher = await ground.newDatabase('publisher', counterKept);
  const listener = await ground.newDatabase('listener', countedKept);
  const writers = await Promise.all(
    Array.from({ length: replicas }, (_, nth) =>
      forkProgram('replica-process.ts', [publisher, ground.natsUrl, `replica-${nth}`, String(eventsASecond / replicas)]),
    ),
  );
  const hearing = await forkProgram('listener-process.ts', [listener, ground.natsUrl]);
  const heard = new Map<string, number>();
  hearing.on('message', (events: [string, number][]) => events.forEach(([id, at]) => heard.set(id, at)));
  const rounds: number[][] = [];
  // One round more than is counted: the first warms up.
  for (let round = 0; round <= roundsOfEach; round++) {
    const committed = (await Promise.all(writers.map(runOf))).flat();
    while (committed.some(([id]) => !heard.has(id))) await new Promise((resolve) => setTimeout(resolve, 10));
    rounds.push(committed.map(([id, at]) => (heard.get(id) as number) - at));
  }
  await Promise.all([...writers, hearing].map(endProgram));
  const counted = rounds.slice(1);
  return [
    within({ id: 'E1 p50', unit: 'ms', atMost: 10, values: counted.map((latencies) => percentile(latencies, 0.5)) }),
    within({ id: 'E1 p99', unit: 'ms', atMost: 25, values: counted.map((latencies) => percentile(latencies, 0.99)) }),
  ];
}

async function runOf(replica: ChildProcess): Promise<[string, number][]> {
  replica.send({ seconds: secondsOfRound });
  const [committed] = (await once(replica, 'message')) as [[string, number][]];
  return committed;
}
