import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

type Behaviour = (bytes: Buffer) => string | null;

/** A server that speaks INSTREAM as clamd does: reads chunks after their lengths to the empty one, and answers. */
export class FakeClamd {
  /** What it was sent, scan by scan. */
  readonly scanned: Buffer[] = [];
  /** What it answers to the bytes; null to go away without a word. */
  answers: Behaviour = () => 'stream: OK';
  /** As `StreamMaxLength` of clamd. */
  bytesMax = Infinity;
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {
    server.on('connection', (socket) => this.serve(socket));
  }

  static async start(): Promise<FakeClamd> {
    const clamd = new FakeClamd(createServer());
    await new Promise<void>((listening) => clamd.server.listen(0, '127.0.0.1', listening));
    return clamd;
  }

  get url(): string {
    return `tcp://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((closed) => this.server.close(closed));
  }

  private serve(socket: Socket): void {
    const command = 'zINSTREAM\0';
    let sent = Buffer.alloc(0);
    this.sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
    socket.on('data', (part) => {
      sent = Buffer.concat([sent, part]);
      if (sent.length < command.length) return;
      if (sent.toString('latin1', 0, command.length) !== command) return void socket.end('UNKNOWN COMMAND\0');
      const { bytes, whole } = chunksIn(sent.subarray(command.length));
      if (bytes.length > this.bytesMax) return void socket.end('INSTREAM size limit exceeded. ERROR\0');
      if (!whole) return;
      this.scanned.push(bytes);
      const answer = this.answers(bytes);
      if (answer === null) socket.destroy();
      else socket.end(`${answer}\0`);
    });
  }
}

function chunksIn(sent: Buffer): { bytes: Buffer; whole: boolean } {
  const chunks: Buffer[] = [];
  for (let at = 0; at + 4 <= sent.length;) {
    const length = sent.readUInt32BE(at);
    if (length === 0) return { bytes: Buffer.concat(chunks), whole: true };
    chunks.push(sent.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return { bytes: Buffer.concat(chunks), whole: false };
}
