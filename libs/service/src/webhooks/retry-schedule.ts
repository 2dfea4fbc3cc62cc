const seconds = 1000;
const minutes = 60 * seconds;
const hours = 60 * minutes;

/** Between two attempts, as Standard Webhooks has them; all together a little more than three days. */
const waitsMs = [5 * seconds, 5 * minutes, 30 * minutes, 2 * hours, 5 * hours, 10 * hours, 14 * hours, 20 * hours, 24 * hours];
/** An endpoint may ask for more time, but not for ever. */
const retryAfterMaxMs = 24 * hours;
const jitter = 0.1;

export const attemptsMax = waitsMs.length + 1;

/**
 * How long to wait after so many attempts have failed, in milliseconds; null after the last one.
 * @param random from 0 to 1, spreads those that have failed together
 * @param retryAfterMs what the endpoint has asked for
 */
export function waitAfter(attempts: number, random: number, retryAfterMs: number | null = null): number | null {
  const waitMs = waitsMs[attempts - 1];
  if (waitMs === undefined) return null;
  return Math.max(Math.round(waitMs * (1 + jitter * random)), Math.min(retryAfterMs ?? 0, retryAfterMaxMs));
}
