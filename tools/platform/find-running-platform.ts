import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const stateFile = fileURLToPath(new URL('../../.fiksu/state.json', import.meta.url));

/** The address of the platform that `npm start` runs from this clone, if one answers there now. */
export async function findRunningPlatform(): Promise<string | undefined> {
  if (!existsSync(stateFile)) return undefined;
  const state = JSON.parse(readFileSync(stateFile, 'utf8')) as { gateway?: { url?: string } };
  const origin = state.gateway?.url;
  return origin && (await answers(origin)) ? origin : undefined;
}

/** Any answer will do: it is the gateway that is looked for, not its services. */
export async function answers(origin: string): Promise<boolean> {
  try {
    await fetch(origin, { signal: AbortSignal.timeout(2_000) });
    return true;
  } catch {
    return false;
  }
}
