import { connect, type Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { Scanner, type Verdict } from './scanner.ts';

/** Between two signs of life. */
const silenceMaxMs = 60_000;
const answerBytesMax = 4096;

/**
 * Asks a clamd (ClamAV) over TCP, by its command INSTREAM: each chunk after its length, 0 at the end. Its `StreamMaxLength`
 * must be that of a file at least.
 */
export class ScanByClamd extends Scanner {
  private readonly host: string;
  private readonly port: number;

  /** @param url `tcp://clamd:3310` */
  constructor(url: string) {
    super();
    const { hostname, port } = new URL(url);
    [this.host, this.port] = [hostname.replace(/^\[|\]$/g, ''), Number(port)];
  }

  override async scan(open: () => Promise<Readable>, stop: AbortSignal): Promise<Verdict> {
    const bytes = await open();
    const socket = connect({ host: this.host, port: this.port, signal: stop });
    socket.setTimeout(silenceMaxMs, () => socket.destroy(new Error('clamd is silent')));
    try {
      const answer = answerOn(socket);
      // It may answer before it has all: what it said is what counts.
      send(socket, bytes).catch((error: Error) => socket.destroy(error));
      return verdictOf(await answer);
    } finally {
      bytes.destroy();
      socket.destroy();
    }
  }
}

async function send(socket: Socket, bytes: Readable): Promise<void> {
  socket.write('zINSTREAM\0');
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    if (chunk.length > 0) await write(socket, Buffer.concat([lengthOf(chunk.length), chunk]));
  }
  await write(socket, lengthOf(0));
}

const write = (socket: Socket, bytes: Buffer): Promise<void> =>
  new Promise((resolve, reject) => socket.write(bytes, (error) => (error ? reject(error) : resolve())));

function lengthOf(bytes: number): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes);
  return length;
}

function answerOn(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    socket.on('data', (part: Buffer) => {
      answer += part.toString('latin1');
      if (answer.includes('\0') || answer.length > answerBytesMax) resolve(answer.split('\0', 1)[0] as string);
    });
    socket.on('error', reject);
    socket.once('close', () => reject(new Error('clamd closed the connection without an answer')));
  });
}

/** `stream: OK`, `stream: Eicar-Test-Signature FOUND`; all else is no verdict. */
function verdictOf(answer: string): Verdict {
  if (/^stream: OK$/.test(answer)) return 'clean';
  if (/^stream: .+ FOUND$/.test(answer)) return 'infected';
  throw new Error(`clamd has no verdict: ${answer.slice(0, 200)}`);
}
