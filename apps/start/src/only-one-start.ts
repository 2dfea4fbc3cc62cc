import { statSync } from 'node:fs';
import { connect, createServer } from 'node:net';

import { CannotStart } from '@fiksu/embedded';

/**
 * Only one start at a time in a clone. The lock is a socket in Linux' abstract namespace, named after the folder: the
 * kernel gives it to one process and takes it back when that one ends, however it ends, so it is never stale. Whoever
 * connects is told who holds it.
 */
export async function beTheOnlyStart(stateFolder: string, publicUrl: string): Promise<void> {
  const { dev, ino } = statSync(stateFolder);
  const name = `\0fiksu-start-${dev}-${ino}`;
  if (await hold(name, `${publicUrl} (process ${process.pid})`)) return;
  throw new CannotStart(
    `Fiksu already runs from this folder: ${await holderOf(name)}. Stop that one first; a second clone can run beside it with another PORT`,
  );
}

function hold(name: string, description: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const lock = createServer((asker) => {
      asker.on('error', () => undefined); // It did not wait for the answer.
      asker.end(description);
    });
    lock.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error)));
    lock.listen(name, () => resolve(true));
    lock.unref();
  });
}

function holderOf(name: string): Promise<string> {
  return new Promise((resolve) => {
    let said = '';
    const socket = connect(name);
    socket.setEncoding('utf8');
    socket.setTimeout(1_000, () => socket.destroy());
    socket.on('data', (text: string) => (said += text));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(said || 'another start'));
  });
}
