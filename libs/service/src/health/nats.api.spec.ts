import { createServer, type AddressInfo, type Socket } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CannotStart, startNats, type RunningNats } from '@fiksu/embedded';
import { startNotes } from '../../test/notes-service.ts';
import { noteBody } from '../../test/planted-notes.ts';
import { send } from '../../test/send.ts';
import { Nats } from '@fiksu/messaging';

const tools = fileURLToPath(new URL('../../../../.fiksu/tools', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'fiksu-nats-'));
const start = (port?: number): Promise<RunningNats> => startNats({ dataDir: folder, log: join(folder, 'log'), toolsDir: tools, port });

/** A nats-server of this machine or of its system's packages; null where there is none to be had. */
const server = await start().catch((error: unknown) => {
  if (error instanceof CannotStart) return null;
  throw error;
});
const running = [server];
afterAll(async () => {
  for (const each of running) await each?.stop();
  rmSync(folder, { recursive: true, force: true });
});

if (!server) process.stderr.write('NATS: skipped, needs nats-server\n');
(server ? describe : describe.skip)('NATS', () => {
  it('may go away and come back: that is told, and no pod is taken away for it', async () => {
    const { url, stop } = server as RunningNats;
    const notes = await startNotes({ NATS_URL: url });
    /** Asked until it is so: a connection tells of its end and of its beginning when it notices. */
    const untilNats = async (state: unknown) => {
      for (;;) {
        const answer = await send(notes, 'GET', '/readyz');
        expect(answer).toMatchObject({ status: 200, body: { status: 'ready', database: 'up' } });
        if (typeof answer.body.nats === typeof state) return expect(answer.body.nats).toEqual(state);
      }
    };
    await untilNats('up');
    await stop();
    await untilNats({ degradedSince: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) });
    await notes.anyone.post('/notes', noteBody()).expect(201);
    running.push(await start(Number(new URL(url).port)));
    await untilNats('up');
    await notes.app.get(Nats).stop();
    await notes.stop();
  });
});

/** Says what a nats-server says: who it is, and whether it lets somebody in. */
async function startDoorkeeper() {
  const guests = new Set<Socket>();
  const door = { open: true, refused: 0 };
  const server = createServer((socket) => {
    guests.add(socket.on('error', () => undefined));
    socket.write('INFO {"server_id":"x","version":"2.10.0","proto":1,"headers":true,"max_payload":1048576,"auth_required":true}\r\n');
    socket.on('data', (said) => {
      if (door.open) return socket.write('PONG\r\n'.repeat(String(said).split('PING').length - 1));
      door.refused += 1;
      return socket.end("-ERR 'Authorization Violation'\r\n");
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const empty = () => guests.forEach((guest) => guest.destroy());
  const close = () => new Promise((closed) => server.close(closed).unref() && empty());
  return { url: `nats://127.0.0.1:${(server.address() as AddressInfo).port}`, door, empty, close };
}

describe('a connection to NATS', () => {
  const until = async (condition: () => boolean) => {
    while (!condition()) await new Promise(setImmediate);
  };

  it('is tried again for ever, also when it is refused by a server that answers', async () => {
    const { url, door, empty, close } = await startDoorkeeper();
    const nats = new Nats(url, 'test', 10);
    await nats.start();
    expect(nats.state()).toBe('up');
    door.open = false;
    empty();
    await until(() => door.refused > 5);
    expect(nats.state()).toEqual({ degradedSince: expect.any(String) });
    door.open = true;
    await until(() => nats.state() === 'up');
    await nats.stop();
    await close();
  });

  it('is not tried again when the service stops', async () => {
    const { url, door, close } = await startDoorkeeper();
    const nats = new Nats(url, 'test', 1);
    door.open = false;
    const starting = nats.start();
    await nats.stop();
    await starting;
    const { refused } = door;
    for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate);
    expect(door.refused).toBe(refused);
    await close();
  });
});
