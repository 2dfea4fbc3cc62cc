/** A service that listens: `listener-process.ts <database> <nats>`. Tells its parent when the handler got each event. */
import { Consumers, Nats } from '@fiksu/messaging';
import { openDatabase } from '../ground.ts';
import { ProjectCounters, countedKept } from './project-counters.ts';

const [databaseUrl = '', natsUrl = ''] = process.argv.slice(2);
const db = await openDatabase(databaseUrl, countedKept);
const nats = new Nats(natsUrl, 'bench');
await nats.start();
const reaction = new ProjectCounters((events) => {
  const at = performance.timeOrigin + performance.now();
  process.send?.(events.map(({ id }): [string, number] => [id, at]));
});
const log = { log: () => undefined, warn: console.error, error: console.error };
new Consumers({ nats, db, reactions: () => [reaction], service: 'bench', classify: () => null, log }).start();
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
