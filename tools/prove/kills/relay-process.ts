/** `relay-process.ts <bank database> <nats> <holder>`: one replica's relay. */
import { setTimeout as delay } from 'node:timers/promises';
import { Nats, Numbered, Relay } from '@fiksu/messaging';
import type { Database } from '@fiksu/service';
import { bankKept, open } from './bank.ts';

process.on('disconnect', () => process.exit(0));
const [url = '', natsUrl = '', holder = ''] = process.argv.slice(2);
const nats = new Nats(natsUrl, holder, 250);
const db = await opened();
await nats.start();
new Relay(db, nats, new Numbered(), { service: 'bank', holder, streamReplicas: 1 }, console).start();

async function opened(): Promise<Database> {
  for (;;) {
    try {
      return await open(url, bankKept, holder);
    } catch {
      await delay(200);
    }
  }
}
