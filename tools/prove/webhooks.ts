/**
 * `npm run prove:webhooks`: another platform has events sent to it, verifies them with the `standardwebhooks` package, is
 * down for a while, and misses nothing.
 */
import { cpSync, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Webhook } from 'standardwebhooks';
import { startPlatform } from '../platform/start-platform.ts';
import { makeScratchTree } from '../scratch/make-scratch-tree.ts';
import { sameAs, submitNeed, tokenOf } from './ask.ts';
import { Report } from './report.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const arrivesWithinMs = 60_000;

interface Event {
  id: string;
  type: string;
  subject: string;
  data: { version: number };
}

/** The endpoint of another platform. */
class Receiver {
  readonly events: Event[] = [];
  refused = 0;
  secret = '';
  private port = 0;
  private server = createServer();

  get url(): string {
    return `http://127.0.0.1:${this.port}/fiksu`;
  }

  async up(): Promise<void> {
    this.server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        try {
          this.events.push(new Webhook(this.secret).verify(body, request.headers as Record<string, string>) as Event);
          response.writeHead(204).end();
        } catch {
          this.refused++;
          response.writeHead(400).end();
        }
      });
    });
    await new Promise<void>((listening) => this.server.listen(this.port, '127.0.0.1', listening));
    this.port = (this.server.address() as AddressInfo).port;
  }

  async down(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  async untilHas(many: number): Promise<void> {
    const until = Date.now() + arrivesWithinMs;
    while (this.events.length < many) {
      if (Date.now() > until) throw new Error(`${this.events.length} of ${many} events have come`);
      await delay(20);
    }
  }
}

// The receiver is on this machine, which webhooks may not lead to unless somebody says so.
process.env['WEBHOOKS_ALLOW_PRIVATE'] = 'true';

const report = new Report();
const receiver = new Receiver();
const { folder, remove } = makeScratchTree(root, 'webhooks');
process.on('exit', remove);
// What an earlier start has fetched need not be fetched again.
const tools = join(root, '.fiksu/tools');
if (existsSync(tools)) cpSync(tools, join(folder, '.fiksu/tools'), { recursive: true });

const platform = await startPlatform(folder, ['roadmap']);
const { origin } = platform;
const admin = await tokenOf(origin, 'admin');
const wanted: string[] = [];

await receiver.up();
await report.check('a webhook is made, and its secret shown once', async () => {
  const made = await send('POST', '/roadmap/v1/webhooks', { url: receiver.url, types: ['fiksu.roadmap.need.*'] });
  receiver.secret = made.secret as string;
  const read = await send('GET', `/roadmap/v1/webhooks/${made.id as string}`);
  sameAs('secret' in read, false, 'a read with the secret');
});
await report.check('what happens comes, verified', async () => {
  await triage(3);
  await receiver.untilHas(wanted.length);
  return `${receiver.events.length} events`;
});
await report.check('the receiver goes down, and more happens', async () => {
  await receiver.down();
  await triage(10);
  return `${wanted.length - receiver.events.length} events wait`;
});
await report.check('it comes back, and all of it comes, in order, each once', async () => {
  // Longer than the first attempt is away: what comes now comes by the retry.
  await receiver.up();
  await receiver.untilHas(wanted.length);
  const come = receiver.events.map(({ subject, data }) => `${subject} ${data.version}`);
  sameAs(come.join('\n'), wanted.join('\n'), 'what has come');
  sameAs(new Set(receiver.events.map(({ id }) => id)).size, wanted.length, 'the number of different events');
  sameAs(receiver.refused, 0, 'the number that could not be verified');
  return come.join('\n');
});
await receiver.down();
await platform.stop();
process.exit(report.close());

/** Submits needs and triages them: two events each. */
async function triage(many: number): Promise<void> {
  for (let nth = 0; nth < many; nth++) {
    const path = await submitNeed(origin);
    const read = await fetch(origin + path, { headers: { authorization: `Bearer ${admin}` } });
    await send('POST', `${path}/triage`, {}, { 'if-match': read.headers.get('etag') ?? '' });
    const subject = path.replace('/roadmap/v1/', '');
    wanted.push(`${subject} 1`, `${subject} 2`);
  }
}

async function send(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Record<string, unknown>> {
  const response = await fetch(origin + path, {
    method,
    headers: { authorization: `Bearer ${admin}`, ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
    body: body && JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}
