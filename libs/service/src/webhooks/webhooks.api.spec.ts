import { createService } from '../running/create-service.ts';
import { secondSession, testEnvironment, untilWaiting, type Client } from '@fiksu/testing';
import { sql } from '@fiksu/database';
import { expectProblem } from '../../test/expect-problem.ts';
import { notesService, startNotes, type NotesService } from '../../test/notes-service.ts';
import { noteBody } from '../../test/planted-notes.ts';
import { WebhookReceiver, verified } from '../../test/webhook-receiver.ts';
import { DeliverWebhook } from './deliver-webhook.ts';
import { forgetOldDeliveries } from './forget-old-deliveries.ts';

let notes: NotesService;
let coordinator: Client;
let platform: Client;
let admin: Client;
let receiver: WebhookReceiver;
beforeAll(async () => {
  notes = await startNotes({ WEBHOOKS_ALLOW_PRIVATE: 'true' });
  coordinator = await notes.as('coordinator');
  platform = await notes.as('platform', { sub: 'calendar' });
  admin = await notes.as('admin');
});
afterAll(() => notes.stop());
beforeEach(async () => {
  receiver = new WebhookReceiver();
  await receiver.up();
});
afterEach(async () => {
  await notes.db.run(sql`delete from webhook`);
  await receiver.down();
});

const makeWebhook = async (by: Client, terms: object = {}) => {
  const { body } = await by.post('/webhooks', { url: receiver.url, types: ['fiksu.notes.note.*'], ...terms }).expect(201);
  return body as { id: string; secret: string };
};

/** Makes a draft, which is told of as `created`, and publishes it. */
async function publishNote(): Promise<string> {
  const { body } = await coordinator.post('/notes', noteBody()).expect(201);
  const path = `/notes/${body.id as string}`;
  expect((await coordinator.act(path, 'publish')).status).toBe(200);
  return body.id as string;
}

interface Delivery {
  id: string;
  event: string;
  status: string;
  attempts: number;
  lastStatusCode: number | null;
  lastError: string | null;
  nextAttemptAt: string | null;
}
const deliveriesOf = async (id: string): Promise<Delivery[]> => (await admin.get(`/webhooks/${id}/deliveries`).expect(200)).body.data as Delivery[];

async function until<Found>(find: () => Promise<Found>, is: (found: Found) => boolean): Promise<Found> {
  for (;;) {
    const found = await find();
    if (is(found)) return found;
    await new Promise(setImmediate);
  }
}

/** Lets the next attempt come now. */
const now = (): Promise<unknown> =>
  notes.db.run(sql`update graphile_worker._private_jobs set run_at = now() where locked_at is null and attempts = 0 returning id`);

/** As if all attempts had come and failed. */
async function failAll(id: string): Promise<void> {
  await until(
    async () => {
      await now();
      return (await admin.get(`/webhooks/${id}`).expect(200)).body.status as string;
    },
    (status) => status === 'paused',
  );
}

describe('a webhook', () => {
  it('gets what happens from now on, in order, signed, as its owner may read it', async () => {
    await publishNote();
    const { id, secret } = await makeWebhook(platform);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const note = await publishNote();
    const [created, published] = await receiver.untilReceived(2);
    expect(created?.event).toMatchObject({ type: 'fiksu.notes.note.created.v1', data: { id: note, status: 'draft' } });
    expect(created?.event.data).not.toHaveProperty('title');
    expect(published?.event).toMatchObject({ type: 'fiksu.notes.note.published.v1', data: { id: note, status: 'published', title: noteBody().title } });
    for (const each of receiver.received) {
      expect(each.headers).toMatchObject({ 'webhook-id': each.event.id, 'content-type': expect.stringMatching(/^application\/cloudevents\+json/) });
      expect(each.body).not.toContain('visibility');
      expect(verified(secret, each)).toEqual(each.event);
    }
    const deliveries = await until(
      () => deliveriesOf(id),
      (found) => found.length === 2 && found.every(({ status }) => status === 'delivered'),
    );
    expect(deliveries).toMatchObject([
      { event: published?.event.id, status: 'delivered', attempts: 1, lastStatusCode: 200, nextAttemptAt: null },
      { event: created?.event.id, status: 'delivered' },
    ]);
  });

  it('gets nothing that was recorded before it was made, also where that had no place in the order yet', async () => {
    const session = await secondSession(notes.database.url);
    await session.query('begin');
    await session.query('select from outbox_head for update');
    await publishNote();
    const making = makeWebhook(platform);
    // The relay, and whoever makes the webhook.
    await untilWaiting(session, 2);
    await session.query('commit');
    await session.end();
    await making;
    const note = await publishNote();
    expect((await receiver.untilReceived(2)).map(({ event }) => event.data.id)).toEqual([note, note]);
  });

  it('of an administrator gets the whole of what is not public yet', async () => {
    await makeWebhook(admin);
    await coordinator.post('/notes', noteBody()).expect(201);
    const [created] = await receiver.untilReceived(1);
    expect(created?.event.data).toMatchObject({ status: 'draft', district: expect.any(String) });
  });

  it('gets the types that it wants, and no others', async () => {
    await makeWebhook(platform, { types: ['fiksu.notes.note.published.v1'] });
    await publishNote();
    await publishNote();
    const received = await receiver.untilReceived(2);
    expect(received.map(({ event }) => event.type)).toEqual(['fiksu.notes.note.published.v1', 'fiksu.notes.note.published.v1']);
  });

  it('misses nothing while its endpoint is down, and gets it in order', async () => {
    const { id } = await makeWebhook(platform);
    await receiver.down();
    const wanted = [await publishNote(), await publishNote(), await publishNote()];
    const [failing] = await until(
      () => deliveriesOf(id),
      ([found]) => found?.attempts === 1,
    );
    expect(failing).toMatchObject({ status: 'pending', lastStatusCode: null, lastError: 'unreachable', nextAttemptAt: expect.any(String) });
    await receiver.up();
    await now();
    const received = await receiver.untilReceived(6);
    expect(received.map(({ event }) => `${event.data.id} ${event.data.version}`)).toEqual(wanted.flatMap((note) => [`${note} 1`, `${note} 2`]));
  });

  it('is tried again for three days, then paused and told of; resumed, it gets what failed and all since', async () => {
    const { id } = await makeWebhook(platform);
    receiver.answer = { status: 503 };
    const first = await publishNote();
    await failAll(id);
    const paused = (await platform.get(`/webhooks/${id}`).expect(200)).body;
    expect(paused).toMatchObject({ status: 'paused', pausedBecause: expect.stringContaining('three days'), actions: ['resume', 'test', 'rotate'] });
    expect(await deliveriesOf(id)).toMatchObject([{ status: 'failed', attempts: 10, lastStatusCode: 503 }]);
    const { body: history } = await admin.get(`/webhooks/${id}/history`).expect(200);
    expect(history.data.at(-1)).toMatchObject({ action: 'pause', from: 'active', to: 'paused', by: { role: 'clock' } });
    const second = await publishNote();
    receiver.answer = { status: 200 };
    await platform.post(`/webhooks/${id}/resume`).expect(200);
    const received = await receiver.untilReceived(4);
    expect(received.map(({ event }) => event.data.id)).toEqual([first, first, second, second]);
    expectProblem(await platform.post(`/webhooks/${id}/resume`), { status: 409, code: 'illegal-transition' });
  });

  it('whose endpoint says that it is gone is paused at once', async () => {
    const { id } = await makeWebhook(platform);
    receiver.answer = { status: 410 };
    await publishNote();
    await until(
      async () => (await platform.get(`/webhooks/${id}`)).body.status as string,
      (status) => status === 'paused',
    );
    expect(receiver.asked).toBe(1);
  });

  it('is paused also where its owner has changed it during the last attempt', async () => {
    const { id } = await makeWebhook(platform);
    receiver.answer = { status: 410 };
    receiver.meanwhile = async () => void (await platform.act(`/webhooks/${id}`, 'rotate'));
    await publishNote();
    const { body } = await until(
      async () => platform.get(`/webhooks/${id}`),
      (answer) => answer.body.status === 'paused',
    );
    expect(body).toMatchObject({ version: 3, pausedBecause: expect.stringContaining('410') });
    expect(await deliveriesOf(id)).toMatchObject([{ status: 'failed', lastStatusCode: 410 }]);
  });

  it('that gets another address goes on there at once', async () => {
    const { id } = await makeWebhook(platform, { types: ['fiksu.notes.note.published.v1'] });
    receiver.answer = { status: 500 };
    const wanted = [await publishNote(), await publishNote()];
    await until(
      () => deliveriesOf(id),
      ([found]) => found?.attempts === 1,
    );
    const other = new WebhookReceiver();
    await other.up();
    await platform.patch(`/webhooks/${id}`, { url: other.url }, await platform.matching(`/webhooks/${id}`)).expect(200);
    expect((await other.untilReceived(2)).map(({ event }) => event.data.id)).toEqual(wanted);
    await other.down();
  });

  it('does not wait for an event of a type that it does not want any more', async () => {
    const { id } = await makeWebhook(platform);
    receiver.answer = { status: 500 };
    const note = await publishNote();
    await until(
      () => deliveriesOf(id),
      ([found]) => found?.attempts === 1,
    );
    receiver.answer = { status: 200 };
    await platform.patch(`/webhooks/${id}`, { types: ['fiksu.notes.note.published.v1'] }, await platform.matching(`/webhooks/${id}`)).expect(200);
    await now();
    const [published] = await receiver.untilReceived(1);
    expect(published?.event).toMatchObject({ type: 'fiksu.notes.note.published.v1', data: { id: note } });
    expect((await deliveriesOf(id)).at(-1)).toMatchObject({ status: 'failed', lastError: 'not-wanted', nextAttemptAt: null });
  });

  it('is not led elsewhere by a redirect', async () => {
    const { id } = await makeWebhook(platform);
    const elsewhere = new WebhookReceiver();
    await elsewhere.up();
    receiver.answer = { status: 307, headers: { Location: elsewhere.url } };
    await publishNote();
    await until(
      () => deliveriesOf(id),
      ([found]) => found?.lastStatusCode === 307,
    );
    expect(elsewhere.asked).toBe(0);
    await elsewhere.down();
  });

  it('that is paused by its owner gets nothing, and later all of it', async () => {
    const { id } = await makeWebhook(platform);
    const matching = await platform.matching(`/webhooks/${id}`);
    await platform.patch(`/webhooks/${id}`, { status: 'paused' }, matching).expect(200);
    const note = await publishNote();
    expectProblem(await platform.patch(`/webhooks/${id}`, { status: 'active' }, await platform.matching(`/webhooks/${id}`)), { status: 422, code: 'invalid' });
    expect(receiver.asked).toBe(0);
    await platform.post(`/webhooks/${id}/resume`).expect(200);
    expect((await receiver.untilReceived(2)).map(({ event }) => event.data.id)).toEqual([note, note]);
  });

  it('is tried out by an event of its own, to it alone', async () => {
    const { id, secret } = await makeWebhook(platform, { types: ['fiksu.notes.note.published.v1'] });
    await platform.post(`/webhooks/${id}/test`).expect(200);
    const [tested] = await receiver.untilReceived(1);
    expect(tested?.event).toMatchObject({ type: 'fiksu.notes.webhook.tested.v1', subject: `webhooks/${id}`, data: { id } });
    expect(verified(secret, tested!)).toBeTruthy();
    expect(await notes.db.run(sql`select from outbox where subject = 'fiksu.notes.webhook.tested.v1'`)).toEqual([]);
  });

  it('sends one again when it is asked to, outside of the order', async () => {
    const { id } = await makeWebhook(platform, { types: ['fiksu.notes.note.published.v1'] });
    await publishNote();
    await receiver.untilReceived(1);
    const [delivery] = await until(
      () => deliveriesOf(id),
      ([found]) => found?.status === 'delivered',
    );
    await platform.post(`/webhooks/${id}/deliveries/${delivery?.id}/resend`).expect(200);
    const [once, again] = await receiver.untilReceived(2);
    expect(again?.event).toEqual(once?.event);
    await platform.post(`/webhooks/${id}/deliveries/${id}/resend`).expect(404);
  });

  it('that was paused does not get a second time what was sent again meanwhile', async () => {
    const { id } = await makeWebhook(platform, { types: ['fiksu.notes.note.published.v1'] });
    receiver.answer = { status: 410 };
    const first = await publishNote();
    await until(
      async () => (await platform.get(`/webhooks/${id}`)).body.status as string,
      (status) => status === 'paused',
    );
    const second = await publishNote();
    receiver.answer = { status: 200 };
    const [failed] = await deliveriesOf(id);
    await platform.post(`/webhooks/${id}/deliveries/${failed?.id}/resend`).expect(200);
    await until(
      () => deliveriesOf(id),
      ([found]) => found?.status === 'delivered',
    );
    expect((await platform.get(`/webhooks/${id}`)).body.status).toBe('paused');
    await platform.post(`/webhooks/${id}/resume`).expect(200);
    expect((await receiver.untilReceived(2)).map(({ event }) => event.data.id)).toEqual([first, second]);
  });

  it('that is removed leaves nothing to do', async () => {
    const { id } = await makeWebhook(platform);
    await receiver.down();
    await publishNote();
    await until(
      () => deliveriesOf(id),
      ([found]) => found?.attempts === 1,
    );
    await platform.delete(`/webhooks/${id}`, await platform.matching(`/webhooks/${id}`)).expect(204);
    expect(await notes.db.run(sql`select from graphile_worker.jobs where key = ${`webhook:${id}`}`)).toEqual([]);
    expect(await notes.db.run(sql`select from webhook_delivery where webhook = ${id}`)).toEqual([]);
    await receiver.up();
  });

  it('of which two processes hold themselves for the one that delivers gets nothing too early', async () => {
    const { id } = await makeWebhook(platform, { types: ['fiksu.notes.note.published.v1'] });
    await platform.patch(`/webhooks/${id}`, { status: 'paused' }, await platform.matching(`/webhooks/${id}`)).expect(200);
    const wanted: string[] = [];
    for (let nth = 0; nth < 10; nth++) wanted.push(await publishNote());
    await notes.db.run(sql`update webhook set status = 'active' where id = ${id}`);
    const task = notes.app.get(DeliverWebhook, { strict: false });
    const job = { signal: new AbortController().signal };
    await Promise.all([1, 2, 3].map(() => task.run({ webhook: id }, job)));
    // Some may come twice, and none before another.
    await until(
      async () => receiver.received.map(({ event }) => event.data.id),
      (received) => received.includes(wanted.at(-1) as string),
    );
    expect([...new Set(receiver.received.map(({ event }) => event.data.id))]).toEqual(wanted);
  });

  it('has its deliveries for as long as there are events, and those that wait for longer', async () => {
    const { id } = await makeWebhook(platform);
    await publishNote();
    await until(
      () => deliveriesOf(id),
      (found) => found.filter(({ status }) => status === 'delivered').length === 2,
    );
    receiver.answer = { status: 500 };
    await publishNote();
    await until(
      () => deliveriesOf(id),
      ([found]) => found?.status === 'pending' && found.attempts === 1,
    );
    expect(await forgetOldDeliveries(notes.db, 400)).toBe(0);
    await notes.db.run(sql`update webhook_delivery set created_at = created_at - interval '401 days' where webhook = ${id}`);
    expect(await forgetOldDeliveries(notes.db, 400)).toBe(2);
    expect(await deliveriesOf(id)).toMatchObject([{ status: 'pending' }]);
  });

  it('gets a new secret, beside which the old one signs for a day', async () => {
    const { id, secret } = await makeWebhook(platform);
    const { body } = await platform.act(`/webhooks/${id}`, 'rotate');
    expect(body.secret).toMatch(/^whsec_/);
    expect(body.secret).not.toBe(secret);
    await publishNote();
    const [first] = await receiver.untilReceived(2);
    expect(String(first?.headers['webhook-signature']).split(' ')).toHaveLength(2);
    for (const one of [secret, body.secret as string]) expect(verified(one, first!)).toEqual(first?.event);
    await notes.db.run(sql`update webhook set former_until = now() where id = ${id}`);
    await publishNote();
    const last = (await receiver.untilReceived(4)).at(-1)!;
    expect(() => verified(secret, last)).toThrow();
    expect(verified(body.secret as string, last)).toEqual(last.event);
  });

  it('of two replicas is delivered to by one at a time: once each, in order', async () => {
    const replica = await createService(notesService, { ...testEnvironment(notes.database.url, notes.issuer.url), WEBHOOKS_ALLOW_PRIVATE: 'true' });
    await replica.listen(0, '127.0.0.1');
    await makeWebhook(platform, { types: ['fiksu.notes.note.published.v1'] });
    const wanted: string[] = [];
    for (let nth = 0; nth < 15; nth++) wanted.push(await publishNote());
    const received = await receiver.untilReceived(15);
    expect(received.map(({ event }) => event.data.id)).toEqual(wanted);
    await replica.close();
    expect(receiver.received).toHaveLength(15);
  });
});

describe('the secret of a webhook', () => {
  it('is shown once, and nowhere else: not in the list, not to a repeat, not in the database', async () => {
    const key = { 'Idempotency-Key': 'once' };
    const request = { url: receiver.url, types: ['fiksu.notes.*'] };
    const first = await platform.post('/webhooks', request, key).expect(201);
    const { id, secret } = first.body as { id: string; secret: string };
    const repeat = await platform.post('/webhooks', request, key).expect(201);
    expect(repeat.body).toMatchObject({ id });
    expect(repeat.headers.etag).toBe(first.headers.etag);
    const rotated = (await platform.act(`/webhooks/${id}`, 'rotate')).body.secret as string;
    const told = await Promise.all(
      ['/webhooks', `/webhooks/${id}`, `/webhooks/${id}/history`, `/webhooks/${id}/deliveries`].map(async (path) => (await admin.get(path).expect(200)).text),
    );
    const tables = await notes.db.run<{ row: string }>(
      sql`select row_to_json(webhook)::text as row from webhook union all select row_to_json(idempotency)::text from idempotency union all select row_to_json(history)::text from history`,
    );
    // Not even as it is kept.
    for (const text of told) expect(text).not.toMatch(/k1:[\w-]{20}/);
    const kept = (await notes.db.run<object>(sql`select secret, former_secret from webhook where id = ${id}`)).flatMap((row) => Object.values(row) as string[]);
    expect(kept).toHaveLength(2);
    // Nor is what is kept of it, by which it could be known again.
    for (const text of [repeat.text, ...told]) for (const unsaid of ['"secret"', ...kept]) expect(text).not.toContain(unsaid);
    for (const text of [repeat.text, ...told, ...tables.map(({ row }) => row)]) {
      expect(text).not.toContain('whsec_');
      for (const each of [secret, rotated]) expect(text).not.toContain(each.slice('whsec_'.length));
    }
  });
});

describe('webhooks are for platforms and administrators', () => {
  it('of whom each platform has its own', async () => {
    const { id } = await makeWebhook(platform);
    const other = await notes.as('platform', { sub: 'another' });
    expect((await other.get('/webhooks').expect(200)).body.data).toEqual([]);
    for (const path of ['', '/history', '/deliveries']) await other.get(`/webhooks/${id}${path}`).expect(404);
    await other.post(`/webhooks/${id}/test`).expect(404);
    await other.delete(`/webhooks/${id}`, { 'If-Match': '*' }).expect(404);
    expect((await admin.get('/webhooks').expect(200)).body.data).toMatchObject([{ id }]);
    await platform.delete(`/webhooks/${id}`, await platform.matching(`/webhooks/${id}`)).expect(204);
    await admin.get(`/webhooks/${id}`).expect(404);
  });

  it('and for nobody else', async () => {
    const { id } = await makeWebhook(platform);
    await notes.anyone.get('/webhooks').expect(401);
    await coordinator.get('/webhooks').expect(403);
    await coordinator.post('/webhooks', {}).expect(403);
    await coordinator.get(`/webhooks/${id}`).expect(404);
  });

  it.each([
    [{ types: [] }, 400, 'malformed'],
    [{ types: ['everything'] }, 400, 'malformed'],
    [{ types: ['fiksu.roadmap.*'] }, 422, 'invalid'],
    [{ types: ['fiksu.notes.note.eaten.v1'] }, 422, 'invalid'],
    [{ url: 'ftp://example.org' }, 400, 'malformed'],
    [{ url: 'http://user:password@example.org' }, 422, 'invalid'],
  ])('who are told what is wrong with %j', async (terms, status, code) => {
    expectProblem(await platform.post('/webhooks', { url: receiver.url, types: ['fiksu.notes.*'], ...terms }), { status, code });
  });
});

describe('where private addresses are not allowed', () => {
  it('an endpoint has a public one, by https', async () => {
    const strict = await startNotes();
    const client = await strict.as('platform');
    expectProblem(await client.post('/webhooks', { url: 'https://169.254.169.254/latest', types: ['fiksu.notes.*'] }), {
      status: 422,
      code: 'private-address',
    });
    expectProblem(await client.post('/webhooks', { url: receiver.url, types: ['fiksu.notes.*'] }), {
      status: 422,
      code: 'private-address',
      pointers: ['/url'],
    });
    expectProblem(await client.post('/webhooks', { url: 'http://93.184.216.34/', types: ['fiksu.notes.*'] }), { status: 422, code: 'invalid' });
    await client.post('/webhooks', { url: 'https://93.184.216.34/', types: ['fiksu.notes.*'] }).expect(201);
    await strict.stop();
  });
});
