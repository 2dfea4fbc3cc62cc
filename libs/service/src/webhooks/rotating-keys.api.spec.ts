import { randomBytes } from 'node:crypto';
import { ColumnCipher, rotateKeys, sql } from '@fiksu/database';
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
  expect(await rotateKeys(notes.db, both, columns)).toEqual({ k2: 4 });
  expect(await rotateKeys(notes.db, both, columns)).toEqual({ k2: 4 });
  const secrets = new WebhookSecrets(new ColumnCipher(second as string));
  const webhooks = notes.app.get(WebhookRepository, { strict: false });
  const signing = await Promise.all(made.map(async ({ id }) => secrets.signing((await webhooks.store.find(id))!, new Date().toISOString())));
  expect(signing).toEqual([[rotated, made[0]?.secret], [made[1]?.secret], [made[2]?.secret]]);
});

it('needs the key that values were encrypted with', async () => {
  await notes.db.run(sql`update webhook set secret = 'k9:AAAA'`);
  await expect(rotateKeys(notes.db, new ColumnCipher(first as string), [{ table: 'webhook', column: 'secret' }])).rejects.toThrow(
    'the key "k9" is not among ENCRYPTION_KEYS',
  );
});
