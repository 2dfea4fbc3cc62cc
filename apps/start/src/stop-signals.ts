import { EventEmitter, once } from 'node:events';

/**
 * On Ctrl-C the terminal signals everybody in the foreground, npm among them, and npm passes it on: one press arrives
 * two or three times. So signals within this time are one.
 */
const ONE_PRESS_MS = 1_000;

export interface StopSignals {
  /** Settles at the first Ctrl-C, SIGTERM or closed terminal. */
  readonly asked: Promise<void>;
  /** Settles at the second one: the person will not wait. */
  readonly insisted: Promise<void>;
}

export function listenForStop(): StopSignals {
  let askedAt: number | undefined;
  const heard = new EventEmitter();
  const hear = () => {
    askedAt ??= performance.now();
    heard.emit(performance.now() - askedAt > ONE_PRESS_MS ? 'insisted' : 'asked');
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, hear);
  return { asked: happening('asked'), insisted: happening('insisted') };

  async function happening(name: string): Promise<void> {
    await once(heard, name);
  }
}
