import { mkdirSync, rmSync, statSync, statfsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { CannotStart } from '@fiksu/embedded';

const MB = 1024 * 1024;
/** An empty cluster, its first log segments, streams, builds and a nats-server. */
const FREE_BYTES_AT_FIRST = 300 * MB;
/** PostgreSQL writes 16 MB at a time and stops working when it cannot. */
const FREE_BYTES_LATER = 100 * MB;

export function checkSystem(): void {
  if (process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch)) return;
  throw new CannotStart(
    `Fiksu brings its own PostgreSQL for Linux on x64 and arm64, and this is ${process.platform} on ${process.arch}: start it in a container or a virtual machine`,
  );
}

/** Makes the folder for everything that a start keeps, and sees that this user can work in it. */
export function checkFolder(stateFolder: string): void {
  try {
    mkdirSync(stateFolder, { recursive: true });
    const probe = join(stateFolder, `.writable-${process.pid}`);
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new CannotStart(`The disk that holds ${stateFolder} is full: make room and start again`);
    throw new CannotStart(`${stateFolder} cannot be written to (${code}): Fiksu keeps its data there. Give the folder to this user, or clone to another place`);
  }
  const { uid } = statSync(stateFolder);
  const me = process.getuid!();
  if (me !== 0 && uid !== me) {
    throw new CannotStart(`${stateFolder} belongs to another user (id ${uid}): start as that user, or give it to yourself with chown -R`);
  }
}

export function checkDisk(stateFolder: string, isFirstStart: boolean): void {
  const { bavail, bsize } = statfsSync(stateFolder);
  const [free, needed] = [bavail * bsize, isFirstStart ? FREE_BYTES_AT_FIRST : FREE_BYTES_LATER];
  if (free >= needed) return;
  throw new CannotStart(`The disk that holds ${stateFolder} has ${Math.floor(free / MB)} MB left and ${needed / MB} MB are needed: make room and start again`);
}

/** `localhost` is both addresses, and browsers try the second one first. */
export async function checkPort(port: number): Promise<void> {
  for (const host of ['127.0.0.1', '::1']) {
    const refusal = await refusalOf(port, host);
    if (refusal === 'EACCES') throw new CannotStart(`Port ${port} is for root alone: choose another one with PORT=8080 npm start`);
    if (refusal === 'EADDRINUSE') throw new CannotStart(`Port ${port} is taken by another program: choose another one with PORT=${port + 1} npm start`);
  }
}

/** Anything else that the kernel may say, as on a machine without IPv6, is no reason not to try. */
function refusalOf(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(undefined)));
  });
}
