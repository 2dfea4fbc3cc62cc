import { Readable } from 'node:stream';
import { Database, KitConfig, Storage, keyedHash, newId, sha256, sql } from '@fiksu/service';
import type { Asker } from './ask-routes.ts';
import type { Plain, RouteRule, Thing } from './describe-who-may.ts';
import type { TestService } from './start-test-service.ts';

const everybody: Plain[] = ['nobody', 'admin', 'coordinator', 'evaluator', 'partner', 'platform', 'resident'];
const admins: Plain[] = ['admin'];
/** G23. */
const endpoints: Plain[] = ['admin', 'platform'];

/** The routes that every service has (API contract §1, G21 to G23), written by hand after the contract. */
export const routesOfEveryService: Record<string, RouteRule> = {
  'GET /events': { may: ['admin', 'coordinator', 'platform'] },
  'GET /events/types': { may: everybody },
  'POST /files': { may: everybody.filter((who) => who !== 'nobody'), sent: { type: 'text/plain', body: 'Varjoa' } },
  'GET /files/{id}': { may: everybody, of: 'file' },
  'GET /files/{id}/content': { may: everybody, of: 'file' },
  'GET /operations/outbox': { may: admins },
  'POST /operations/redact': { may: admins },
  'GET /operations/audit': { may: admins },
  'POST /operations/audit/verify': { may: admins },
  'GET /operations/dead-letters': { may: admins, of: 'dead letter' },
  'GET /operations/dead-letters/{id}': { may: admins, hides: true, of: 'dead letter' },
  'POST /operations/dead-letters/{id}/retry': { may: admins, of: 'dead letter' },
  'POST /operations/dead-letters/{id}/discard': { may: admins, of: 'dead letter', sent: { body: { reason: 'Tried' } } },
  'GET /operations/projections': { may: admins },
  'POST /operations/projections/{name}/rebuild': { may: admins },
  'GET /webhooks': { may: endpoints, of: 'webhook' },
  'POST /webhooks': { may: endpoints },
  'GET /webhooks/counts': { may: endpoints, of: 'webhook' },
  'GET /webhooks/export': { may: endpoints, of: 'webhook' },
  'GET /webhooks/{id}': { may: endpoints, hides: true, of: 'webhook' },
  'PATCH /webhooks/{id}': { may: endpoints, of: 'webhook' },
  'DELETE /webhooks/{id}': { may: endpoints, of: 'webhook' },
  'GET /webhooks/{id}/history': { may: endpoints, hides: true, of: 'webhook' },
  'GET /webhooks/{id}/deliveries': { may: endpoints, of: 'webhook' },
  'POST /webhooks/{id}/deliveries/{delivery}/resend': { may: endpoints, of: 'delivery' },
  'POST /webhooks/{id}/resume': { may: endpoints, of: 'webhook' },
  'POST /webhooks/{id}/rotate': { may: endpoints, of: 'webhook' },
  'POST /webhooks/{id}/test': { may: endpoints, of: 'webhook' },
};

/** The imports of a collection (G24), and what can be done with many of its things at once ("Bulk"). */
export const importsOf = (collection: string, may: Plain[], sent: RouteRule['sent']): Record<string, RouteRule> => ({
  [`POST ${collection}/imports`]: { may, sent },
  [`GET ${collection}/imports`]: { may, of: `import of ${collection}` },
  [`GET ${collection}/imports/{id}`]: { may, hides: true, of: `import of ${collection}` },
});

/** One run of an import of the collection. */
export async function runOfImport({ app }: TestService, collection: string, seenBy: string[]): Promise<Record<string, Thing[]>> {
  const id = newId();
  await app.get(Database, { strict: false }).run(sql`
    insert into import_run (id, version, collection, status, media_type, parameters, dry_run, author, received, created_at, updated_at)
    values (${id}, 1, ${collection.replace('/', '')}, 'completed', 'text/csv', '{}', false, '{"role":"admin","organisation":null}', true, now(), now())`);
  return { [`import of ${collection}`]: [{ is: 'a run of an import', path: { id }, seenBy }] };
}

/** Who asks about what every service has: another platform than the one that has a webhook here. */
export const askersOfEveryService = { 'another platform': { role: 'platform', terms: { sub: 'another-platform' } } } satisfies Record<string, Asker>;

/** A file that the plain resident has sent, and that hangs on nothing. */
async function plantFile({ app }: TestService): Promise<Thing> {
  const [id, bytes] = [newId(), Buffer.from('Varjoa')];
  const key = `files/${id}`;
  await app.get(Storage, { strict: false }).put(key, Readable.from([bytes]));
  const uploader = keyedHash(app.get(KitConfig, { strict: false }).HASH_SECRET, 'files', 'sub dev-resident');
  await app.get(Database, { strict: false }).run(sql`
    insert into file (id, version, status, name, type, size, sha256, key, uploader, created_at, updated_at)
    values (${id}, 2, 'clean', 'toive.txt', 'text/plain', ${bytes.length}, ${sha256(bytes).toString('hex')}, ${key}, ${uploader}, now(), now())`);
  return { is: 'a file of a resident', path: { id }, seenBy: ['resident'] };
}

/** A webhook of the plain platform, with a delivery, one of an administrator, an event that could not be handled, and a file. */
export async function thingsOfEveryService(service: TestService): Promise<Record<string, Thing[]>> {
  const { app } = service;
  const db = app.get(Database, { strict: false });
  const [platforms, admins, delivery, letter] = [newId(), newId(), newId(), newId()];
  for (const [id, role] of [
    [platforms, 'platform'],
    [admins, 'admin'],
  ])
    await db.run(sql`
      insert into webhook (id, version, status, url, types, role, owner, secret, position, created_at, updated_at)
      values (${id}, 1, 'active', 'https://platform.example/hook', '{fiksu.*}', ${role}, ${`dev-${role}`}, 'none', 0, now(), now())`);
  await db.run(sql`
    insert into webhook_delivery (id, webhook, event, position, status, attempts, created_at, updated_at)
    values (${delivery}, ${platforms}, ${newId()}, null, 'delivered', 1, now(), now())`);
  await db.run(sql`insert into dead_letters (id, consumer, event_id, event, reason) values (${letter}, 'nobody', ${newId()}, '{}', 'Not understood')`);
  return {
    webhook: [
      { is: 'a webhook of a platform', path: { id: platforms }, seenBy: ['admin', 'platform'] },
      { is: 'a webhook of an administrator', path: { id: admins }, seenBy: ['admin'] },
    ],
    delivery: [{ is: 'what was sent to a platform', path: { id: platforms, delivery }, seenBy: ['admin', 'platform'] }],
    file: [await plantFile(service)],
    'dead letter': [{ is: 'an event that could not be handled', path: { id: letter }, seenBy: ['admin'] }],
  };
}
