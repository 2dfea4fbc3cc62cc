import { Random } from './random.ts';

export const CAST = ['writer-1', 'writer-2', 'relay-1', 'relay-2', 'consumer-1', 'consumer-2', 'nats', 'postgres'] as const;
export type Member = (typeof CAST)[number];

/** One thing that is done to one of the eight. */
export interface Blow {
  atMs: number;
  member: Member;
  signal: 'SIGKILL' | 'SIGSTOP';
  /** How long it is dead, or frozen. */
  forMs: number;
}

export interface Plan {
  blows: Blow[];
  /** When the stream itself is deleted. */
  deleteStreamAtMs: number;
}

const killsEach = 4;
const freezesEach = 3;
const betweenMs = 2500;
/** The first freeze of each outlasts the lease of a relay and what a transaction may idle. */
const longFreezeMs = 12_000;

/** What is done to whom and when: the same for the same seed. */
export function planOf(seed: number): Plan {
  const random = new Random(seed);
  const blows = CAST.flatMap((member) => [
    ...Array.from({ length: killsEach }, () => ({ member, signal: 'SIGKILL' as const, forMs: random.whole(100, 2500) })),
    ...Array.from({ length: freezesEach }, (_, nth) => ({ member, signal: 'SIGSTOP' as const, forMs: nth === 0 ? longFreezeMs : random.whole(300, 5000) })),
  ]);
  const timed = random.shuffled(blows).map((blow, nth) => ({ ...blow, atMs: (nth + 1) * betweenMs + random.whole(-1000, 1000) }));
  return { blows: timed, deleteStreamAtMs: Math.round((timed.length / 2) * betweenMs) };
}
