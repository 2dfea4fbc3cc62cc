/** `consumer-process.ts <ledger database> <nats> <name>`: one replica of a service that listens. */
import { setTimeout as delay } from 'node:timers/promises';
import { Consumers, Nats } from '@fiksu/messaging';
import type { Database } from '@fiksu/service';
import { open } from './bank.ts';
import { Ledger, ledgerKept } from './ledger.ts';

process.on('disconnect', () => process.exit(0));
const [url = '', natsUrl = '', name = ''] = process.argv.slice(2);
const nats = new Nats(natsUrl, name, 250);
const db = await opened();
await nats.start();
new Consumers({ nats, db, reactions: () => [new Ledger()], service: 'ledger', classify: () => null, log: console }).start();

async function opened(): Promise<Database> {
  for (;;) {
    try {
      return await open(url, ledgerKept, name);
    } catch {
      await delay(200);
    }
  }
}
