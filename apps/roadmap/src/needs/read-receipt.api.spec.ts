/** The secret link by which an author follows a need, without an account: API contract, R4, G16 and "Needs, the rest". */
import { Database, raw, sql } from '@fiksu/service';
import type { Client, TestService } from '@fiksu/testing';
import { idOf, needOf, submitted } from '../testing/needs-in-any-state.ts';
import { ForgetReceipts } from './forget-receipts.ts';
import { startRoadmap } from '../testing/start-roadmap.ts';

const reason = { fi: 'Kuuluu toiselle viranomaiselle', en: 'Belongs to another authority' };

let roadmap: TestService;
let coordinator: Client;
beforeAll(async () => {
  roadmap = await startRoadmap();
  coordinator = await roadmap.as('coordinator');
});
afterAll(() => roadmap.stop());

interface Submitted {
  path: string;
  receipt: string;
  createdAt: string;
}

async function submit(terms: object = {}): Promise<Submitted> {
  const { body } = await roadmap.anyone.post('/needs', needOf(terms)).expect(201);
  return { path: `/needs/${body.id}`, receipt: body.receipt.url, createdAt: body.createdAt };
}

const secretOf = (receipt: string) => receipt.split('/').at(-1) as string;
const follow = async (receipt: string) => (await roadmap.anyone.get(receipt).expect(200)).body;

describe('a receipt', () => {
  it('shows the author, without a token, what became of the need, step by step', async () => {
    const { path, receipt, createdAt } = await submit({ title: { fi: 'Seurattu' } });
    expect(await follow(receipt)).toEqual({
      need: { id: idOf(path), title: { fi: 'Seurattu' }, status: 'submitted' },
      updates: [{ at: createdAt, status: 'submitted', links: [] }],
    });
    const triaged = (await coordinator.act(path, 'triage')).body.updatedAt;
    const accepted = (await coordinator.act(path, 'accept', { note: { fi: 'Vain koordinaattoreille' } })).body.updatedAt;
    expect(await follow(receipt)).toEqual({
      need: { id: idOf(path), title: { fi: 'Seurattu' }, status: 'accepted' },
      updates: [
        { at: createdAt, status: 'submitted', links: [] },
        { at: triaged, status: 'triaged', links: [] },
        { at: accepted, status: 'accepted', links: [] },
      ],
    });
  });

  it('tells the reason for which a need was declined', async () => {
    const { path, receipt } = await submit();
    await coordinator.act(path, 'decline', { reason });
    const { need, updates } = await follow(receipt);
    expect(need.status).toBe('declined');
    expect(updates.at(-1)).toMatchObject({ status: 'declined', reason });
    // To everybody else the need is not there.
    await roadmap.anyone.get(path).expect(404);
  });

  it('leads on to the public need into which it was merged', async () => {
    const survivor = await submitted(roadmap, { title: { fi: 'Yhteinen' } });
    await coordinator.act(survivor, 'triage');
    await coordinator.act(survivor, 'accept');
    const { path, receipt } = await submit();
    await coordinator.act(path, 'merge', { into: idOf(survivor) });
    const { need, updates } = await follow(receipt);
    expect(need.status).toBe('merged');
    expect(updates.at(-1)).toMatchObject({ status: 'merged', links: [{ kind: 'need', id: idOf(survivor), title: { fi: 'Yhteinen' } }] });
    await coordinator.act(path, 'unmerge');
    expect((await follow(receipt)).updates.map((update: { status: string }) => update.status)).toEqual(['submitted', 'merged', 'submitted']);
  });

  it('does not show somebody else’s need that is not public, also when it was merged into that', async () => {
    const survivor = await submitted(roadmap, { title: { fi: 'Toisen salaisuus' } });
    const { path, receipt } = await submit();
    await coordinator.act(path, 'merge', { into: idOf(survivor) });
    const { text } = await roadmap.anyone.get(receipt).expect(200);
    expect(text).not.toContain('salaisuus');
    expect(text).not.toContain(idOf(survivor));
  });

  it('still works while the need is hidden, and does not tell why it is', async () => {
    const { path, receipt } = await submit();
    await coordinator.act(path, 'hide', { reason });
    const { need, updates } = await follow(receipt);
    expect(need.status).toBe('submitted');
    expect(updates).toHaveLength(1);
  });

  it('lasts through supports and reports without another word', async () => {
    const { path, receipt } = await submit();
    const before = await follow(receipt);
    await coordinator.post(`${path}/support`).expect(200);
    await coordinator.post(`${path}/report`, { reason }).expect(200);
    expect(await follow(receipt)).toEqual(before);
  });

  it('that nobody was given is not found, and the refusal does not repeat it', async () => {
    for (const secret of ['AAAAAAAAAAAAAAAAAAAAAA', 'x', '%00', '../needs']) {
      const answer = await roadmap.anyone.get(`/needs/receipts/${encodeURIComponent(secret)}`);
      expect([secret, answer.status, answer.body.code]).toEqual([secret, 404, 'not-found']);
    }
    expect((await roadmap.anyone.get('/needs/receipts/AAAAAAAAAAAAAAAAAAAAAA')).text).not.toContain('AAAAAAAAAA');
  });

  it('is read and nothing else', async () => {
    const { receipt } = await submit();
    const { status, body } = await coordinator.post(receipt);
    expect([status, body.code]).toEqual([405, 'method-not-allowed']);
  });
});

describe('the secret of a receipt', () => {
  it('has 128 bits, and is another one each time', async () => {
    const secrets = await Promise.all(Array.from({ length: 5 }, async () => secretOf((await submit()).receipt)));
    expect(new Set(secrets).size).toBe(5);
    for (const secret of secrets) expect(Buffer.from(secret, 'base64url').length).toBeGreaterThanOrEqual(16);
  });

  it('is answered once: never with the need, in lists or history, and not when the request is repeated', async () => {
    const first = await roadmap.anyone.post('/needs', needOf(), { 'Idempotency-Key': 'secret-1' }).expect(201);
    const secret = secretOf(first.body.receipt.url);
    const path = `/needs/${first.body.id}`;
    await coordinator.act(path, 'triage');
    const answers = [
      await roadmap.anyone.post('/needs', needOf(), { 'Idempotency-Key': 'secret-1' }).expect(201),
      await coordinator.get(path).expect(200),
      await coordinator.get(`${path}/history`).expect(200),
      await coordinator.get('/needs?limit=200').expect(200),
      await roadmap.anyone.get(first.body.receipt.url).expect(200),
    ];
    for (const { text, headers } of answers) expect(text + JSON.stringify(headers)).not.toContain(secret);
  });

  it('is nowhere in the database, in any form that can be read back', async () => {
    const { body } = await roadmap.anyone.post('/needs', needOf(), { 'Idempotency-Key': 'secret-2' }).expect(201);
    const secret = secretOf(body.receipt.url);
    await coordinator.act(`/needs/${body.id}`, 'decline', { reason });
    await roadmap.anyone.get(body.receipt.url).expect(200);
    const bytes = Buffer.from(secret, 'base64url');
    const forms = [
      secret,
      bytes.toString('hex'),
      bytes.toString('base64').replace(/=+$/, ''),
      Buffer.from(secret).toString('hex'),
      Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    ];
    const kept = await everythingKept();
    expect(kept).toContain(body.id);
    for (const form of forms) expect(kept).not.toContain(form);
  });

  it('opens for 24 months, and then leads to nothing; the need stays as it is', async () => {
    const made = async (age: string) => {
      const { body } = await roadmap.anyone.post('/needs', needOf()).expect(201);
      await roadmap.app.get(Database).run(sql`update need set created_at = now() - ${age}::interval where id = ${body.id}`);
      return body as { id: string; receipt: { url: string } };
    };
    const [old, recent] = [await made('25 months'), await made('23 months')];
    await roadmap.app.get(ForgetReceipts, { strict: false }).forget();
    await roadmap.anyone.get(old.receipt.url).expect(404);
    await roadmap.anyone.get(recent.receipt.url).expect(200);
    expect((await coordinator.get(`/needs/${old.id}`).expect(200)).body.version).toBe(1);
  });
});

/** Every row of every table as text: bytes come as hex. */
async function everythingKept(): Promise<string> {
  const db = roadmap.app.get(Database);
  const tables = await db.run<{ name: string }>(
    sql`select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'district'`,
  );
  const rows = await Promise.all(tables.map(({ name }) => db.run<{ row: string }>(sql`select to_jsonb(${raw(name)})::text as row from ${raw(name)}`)));
  expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(['need', 'history', 'idempotency', 'need_support', 'need_report']));
  return rows
    .flat()
    .map(({ row }) => row)
    .join('\n');
}
