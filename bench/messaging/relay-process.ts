/** One replica's relay, in a process of its own: `relay-process.ts <database> <nats> <holder>`. Ends when its parent does. */
import { Nats, Numbered, Relay } from '@fiksu/messaging';
import { openDatabase } from '../ground.ts';

const [databaseUrl = '', natsUrl = '', holder = ''] = process.argv.slice(2);
const db = await openDatabase(databaseUrl, { entities: [], migrations: [] });
const nats = new Nats(natsUrl, 'bench');
await nats.start();
const log = { log: () => undefined, warn: console.error, error: console.error };
const relay = new Relay(db, nats, new Numbered(), { service: 'bench', holder, streamReplicas: 1 }, log);
relay.start();
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
