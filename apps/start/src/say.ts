const NAME_WIDTH = 14;
/** Somebody who waits wants to see now and then that it has not stopped. */
const STILL_AT_IT_MS = 5_000;

/** Plain lines, the same on a terminal and in a file. */
export function say(line = ''): void {
  process.stdout.write(`${line}\n`);
}

export function sayAbout(name: string, what: string): void {
  say(`  ${name.padEnd(NAME_WIDTH)} ${what}`);
}

/** Tells when a piece of work is done and how long it took, and every few seconds that it goes on. */
export async function telling<T>(name: string, work: Promise<T>, done: (result: T) => string): Promise<T> {
  const begun = performance.now();
  const reminder = setInterval(() => sayAbout(name, `still at it, ${seconds(begun, 0)}`), STILL_AT_IT_MS);
  try {
    const result = await work;
    sayAbout(name, `${done(result)} (${seconds(begun)})`);
    return result;
  } finally {
    clearInterval(reminder);
  }
}

export function seconds(since: number, decimals = 1): string {
  return `${((performance.now() - since) / 1_000).toFixed(decimals)} s`;
}
