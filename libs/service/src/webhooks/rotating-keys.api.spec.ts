import { randomBytes, randomUUID } from 'node:crypto';
import { ColumnCipher, Database, createDataSource, rotateKeys, sql } from '@fiksu/database';
import { startNotes, type NotesService } from '../../test/notes-service.ts';
import { wholeKept } from '../running/whole-kept.ts';
import { WebhookSecrets } from './webhook-secrets.ts';
import { WebhookRepository } from './webhook.repository.ts';

const [first, second] = ['k1', 'k2'].map((name) => `${name}:${randomBytes(32).toString('base64')}`);
let notes: NotesService;
beforeAll(async () => {
  notes = await startNotes({ ENCRYPTION_KEYS: first as string, WEBHOOKS_ALLOW_PRIVATE: 'true' });
});
afterAll(() => notes.stop());

it('rotating the keys encrypts everything with the new one, which alone then reads it', async () => {
  const platform = await notes.as('platform');
  const made: { id: string; secret: string }[] = [];
  for (let nth = 0; nth < 3; nth++) made.push((await platform.post('/webhooks', { url: 'http://127.0.0.1:9/', types: ['fiksu.notes.*'] }).expect(201)).body);
  const rotated = (await platform.act(`/webhooks/${made[0]?.id}`, 'rotate')).body.secret as string;
  const both = new ColumnCipher(`${second},${first}`);
  const columns = wholeKept({ entities: [], migrations: [] }).encrypted ?? [];
  // As its owner, as migrations are run: four secrets, and who has made three of them and rotated one in the audit log.
  const url = notes.database.ownerUrl;
  const owner = new Database(await createDataSource({ entities: [], migrations: [] }, { url, poolMax: 1, applicationName: 'rotate' }).initialize());
  expect(await rotateKeys(owner, both, columns)).toEqual({ byKey: { k2: 8 }, unreadable: [] });
  expect(await rotateKeys(owner, both, columns)).toEqual({ byKey: { k2: 8 }, unreadable: [] });
  await owner.dataSource.destroy();
  const secrets = new WebhookSecrets(new ColumnCipher(second as string));
  const webhooks = notes.app.get(WebhookRepository, { strict: false });
  const signing = await Promise.all(made.map(async ({ id }) => secrets.signing((await webhooks.store.find(id))!, new Date().toISOString())));
  expect(signing).toEqual([[rotated, made[0]?.secret], [made[1]?.secret], [made[2]?.secret]]);
});

it('a value that cannot be read is named, never told, and holds up no other one', async () => {
  const platform = await notes.as('platform');
  await notes.db.run(sql`delete from webhook`);
  const [lost, clear, old] = await Promise.all(
    [1, 2, 3].map(async () => (await platform.post('/webhooks', { url: 'http://127.0.0.1:9/', types: ['fiksu.notes.*'] }).expect(201)).body.id as string),
  );
  await notes.db.run(sql`update webhook set secret = 'k9:AAAA' where id = ${lost}`);
  await notes.db.run(sql`update webhook set secret = 'in clear' where id = ${clear}`);
  const rotated = await rotateKeys(notes.db, new ColumnCipher(`${second},${first}`), [{ table: 'webhook', column: 'secret' }]);
  expect(rotated.byKey).toEqual({ k2: 1, k9: 1, none: 1 });
  expect(rotated.unreadable.sort()).toEqual(
    [
      `webhook.secret of ${lost} cannot be read: the key "k9" is not among ENCRYPTION_KEYS`,
      `webhook.secret of ${clear} cannot be read: it is not encrypted`,
    ].sort(),
  );
  expect(await notes.db.run(sql`select from webhook where id = ${old} and secret like 'k2:%'`)).toHaveLength(1);
});

it('goes through more values than it reads at once', async () => {
  const old = new ColumnCipher(first as string);
  const ids = Array.from({ length: 1201 }, () => randomUUID());
  const rows = ids.map((id) => ({ id, secret: old.encrypt(id, { table: 'webhook', column: 'secret', id }) }));
  await notes.db.run(sql`delete from webhook`);
  await notes.db.run(sql`
    insert into webhook (id, version, status, url, types, role, owner, secret, position, created_at, updated_at)
    select id, 1, 'paused', 'http://127.0.0.1:9/', '{}', 'platform', 'x', secret, 0, now(), now() from json_to_recordset(${JSON.stringify(rows)}) as rows (id uuid, secret text)`);
  const rotated = await rotateKeys(notes.db, new ColumnCipher(`${second},${first}`), [{ table: 'webhook', column: 'secret' }]);
  expect(rotated).toEqual({ byKey: { k2: 1201 }, unreadable: [] });
});
