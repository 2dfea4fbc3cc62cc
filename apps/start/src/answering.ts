import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 100;
const ONE_ANSWER_MS = 5_000;
/** A service's first start loads the city's districts. */
const ANSWERS_WITHIN_MS = 120_000;

/** Whether an address answers 200 in time. Waits no longer once `stillHopeful` says no. */
export async function answersInTime(url: string, stillHopeful: () => boolean): Promise<boolean> {
  const giveUpAt = performance.now() + ANSWERS_WITHIN_MS;
  while (stillHopeful() && performance.now() < giveUpAt) {
    if (await answers(url)) return true;
    await delay(POLL_MS);
  }
  return false;
}

async function answers(url: string): Promise<boolean> {
  try {
    const { status, body } = await fetch(url, { signal: AbortSignal.timeout(ONE_ANSWER_MS) });
    await body?.cancel();
    return status === 200;
  } catch {
    return false;
  }
}
