import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

import { CannotStart } from './cannot-start.ts';

/**
 * Ports are drawn below the range that the kernel gives to outgoing connections (32768 and up on Linux): otherwise
 * any connection could take the port between our look and the server's own bind.
 */
const PORT_MIN = 20_000;
const PORT_MAX = 29_999;
const DRAWS_MAX = 50;

/** A port that nobody listens on. `preferred`, usually the one of the last start, wins while it is still free. */
export async function drawFreePort(preferred?: number): Promise<number> {
  if (preferred !== undefined && (await isPortFree(preferred))) return preferred;
  for (let draw = 0; draw < DRAWS_MAX; draw++) {
    const port = randomInt(PORT_MIN, PORT_MAX + 1);
    if (await isPortFree(port)) return port;
  }
  throw new CannotStart(`No free port between ${PORT_MIN} and ${PORT_MAX} on 127.0.0.1 (${DRAWS_MAX} tried)`);
}

export function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      // A machine without IPv6 cannot take ::1 at all, and then nobody else has it either.
      resolve(error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT');
    });
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
