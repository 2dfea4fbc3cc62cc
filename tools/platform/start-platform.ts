import { freePort } from '../prove/free-port.ts';
import { NpmStart } from '../prove/npm-start.ts';
import { oneself } from '../prove/person.ts';

export interface StartedPlatform {
  origin: string;
  /** As Ctrl-C does; fails where it does not end cleanly. */
  stop(): Promise<void>;
}

/** Runs `npm start` in a copy of the repository, on a port of its own, until everything that was asked for answers. */
export async function startPlatform(folder: string, services: string[] = []): Promise<StartedPlatform> {
  const port = await freePort();
  const start = new NpmStart({ folder, owner: oneself(), remove: () => undefined }, port, services);
  // It is in a process group of its own, which the terminal's Ctrl-C does not reach.
  const endWithUs = () => void start.interrupt().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, endWithUs);
  try {
    await start.untilReady();
  } catch (error) {
    await start.killGroup().catch(() => undefined);
    throw error;
  }
  const stop = async () => {
    const code = await start.interrupt();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeListener(signal, endWithUs);
    if (code !== 0) throw new Error(`npm start ended with ${code}: ${start.output.slice(-500)}`);
  };
  return { origin: `http://localhost:${port}`, stop };
}
