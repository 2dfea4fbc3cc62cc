/** What came of one message. */
export type Outcome =
  | { kind: 'ignored' | 'duplicate' | 'handled' | 'parked' | 'lethal' }
  | { kind: 'unreadable'; reason: string }
  /** What a reaction threw: refused for good · its aggregate is not known yet · passes by itself · nobody foresaw it. */
  | { kind: FailureKind; reason: string };

export type FailureKind = 'refused' | 'not-yet' | 'passing' | 'unexpected';

/** What is known of the former attempts at one event. */
export interface History {
  /** How often it ended with an error that nobody foresaw. */
  finished: number;
  /** How often it was begun alone and did not end: its process died. */
  interrupted: number;
  /** For how long its aggregate has been missing; null where it never was. */
  missingForMs: number | null;
}

export type Verdict = { do: 'ack' } | { do: 'again'; afterMs: number } | { do: 'bury'; reason: string };

export const attemptsMax = 5;
export const interruptionsMax = 5;
export const missingMaxMs = 15 * 60_000;
const missingRetryMaxMs = 30_000;

/** Whether it may be tried at all: what has ended its process so often would end the next one as well. */
export const isLethal = ({ interrupted }: History): boolean => interrupted >= interruptionsMax;

/**
 * What becomes of a message: the whole table of it (architecture §5.3). An outage never makes a dead letter, and
 * whatever is to come again comes after a while, never at once.
 *
 * @param retryMs how long to wait at least before the next attempt
 */
export function decide(outcome: Outcome, { finished, missingForMs }: History, retryMs: number): Verdict {
  switch (outcome.kind) {
    case 'ignored':
    case 'duplicate':
    case 'handled':
    case 'parked':
      return { do: 'ack' };
    case 'unreadable':
    case 'refused':
      return { do: 'bury', reason: outcome.reason };
    case 'lethal':
      return { do: 'bury', reason: `Its process ended each of the ${interruptionsMax} times that it was handled alone` };
    case 'passing':
      return { do: 'again', afterMs: retryMs };
    case 'not-yet':
      if ((missingForMs ?? 0) >= missingMaxMs) return { do: 'bury', reason: outcome.reason };
      return { do: 'again', afterMs: Math.max(retryMs, Math.min(missingRetryMaxMs, missingForMs ?? 0)) };
    case 'unexpected':
      if (finished + 1 >= attemptsMax) return { do: 'bury', reason: outcome.reason };
      return { do: 'again', afterMs: retryMs * 2 ** finished };
  }
}
