/** What a bench found: our figure beside the floor of the same run, and how far the ratios of the rounds lie apart. */
export interface Result {
  id: string;
  scale: number;
  ours: number;
  /** Null where the goal is an absolute one. */
  floor: number | null;
  ratio: number | null;
  /** (largest − smallest) / median, of the ratios, or of our figure where there is no floor. */
  spread: number;
  unit: string;
  /** What is wanted, as `performance.md` has it. */
  goal: string;
  met: boolean;
}

export const roundsOfEach = 5;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
};

const spreadOf = (values: readonly number[]): number => (Math.max(...values) - Math.min(...values)) / median(values);

interface Compared {
  id: string;
  unit: string;
  /** The least that the ratio may be. */
  atLeast: number;
  floor: () => Promise<number>;
  ours: () => Promise<number>;
}

/** Measures ours and the floor in turns, so that whatever else the machine does falls on both; one round before warms up. */
export async function compare({ id, unit, atLeast, floor, ours }: Compared): Promise<Result> {
  await floor();
  await ours();
  const rounds: { ours: number; floor: number }[] = [];
  while (rounds.length < roundsOfEach) rounds.push({ floor: await floor(), ours: await ours() });
  const ratios = rounds.map((round) => round.ours / round.floor);
  const ratio = median(ratios);
  const figures = { ours: median(rounds.map((round) => round.ours)), floor: median(rounds.map((round) => round.floor)) };
  return { id, scale: 1, ...figures, ratio, spread: spreadOf(ratios), unit, goal: `≥ ${atLeast}`, met: ratio >= atLeast };
}

interface Absolute {
  id: string;
  unit: string;
  atMost: number;
  values: number[];
}

/** A figure of our own, against a bound that `performance.md` sets. */
export const within = ({ id, unit, atMost, values }: Absolute): Result => {
  const ours = median(values);
  return { id, scale: 1, ours, floor: null, ratio: null, spread: spreadOf(values), unit, goal: `≤ ${atMost} ${unit}`, met: ours <= atMost };
};
