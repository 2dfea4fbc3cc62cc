/** What organisations agree on: API contract, P5, G6 to G8, G17, G22. */
import { setImmediate } from 'node:timers/promises';
import { Database, sql } from '@fiksu/service';
import { StatementWatch, startTestService, type Client, type TestService } from '@fiksu/testing';
import { partners } from '../partners.ts';
import { agreementOf, idIn, made } from '../testing/communities-of-a-test.ts';
import { added, idOf } from '../testing/organisations-of-a-test.ts';
import { cityDayOf } from './agreement.ts';
import { ExpireAgreement } from './expire-agreement.ts';

let service: TestService;
let db: Database;
let coordinator: Client;
let parties: [string, string];
beforeAll(async () => {
  service = await startTestService(partners);
  db = service.app.get(Database);
  coordinator = await service.as('coordinator');
  parties = [await added(coordinator), await added(coordinator)];
});
afterAll(() => service.stop());

const dayMs = 86_400_000;
/** A day in the city, so many days from today. */
const inDays = (days: number): string => cityDayOf(new Date(Date.now() + days * dayMs).toISOString());
const drafted = (terms: object = {}, by = coordinator) => made(by, '/agreements', agreementOf(parties, terms));
async function signed(terms: object = {}): Promise<string> {
  const path = await drafted(terms);
  await coordinator.act(path, 'sign');
  return path;
}
const read = async (path: string, by = coordinator) => (await by.get(path).expect(200)).body;
const eventsOf = async (path: string) =>
  (
    await db.run<{ event: { type: string; data: Record<string, unknown> } }>(sql`select event from outbox where aggregate = ${path.slice(1)} order by position`)
  ).map(({ event }) => event);
const idsOf = async (query: string, by = coordinator): Promise<string[]> =>
  (await by.get(`/agreements?${query}&limit=200`).expect(200)).body.data.map(({ id }: { id: string }) => id);
/** As if time had gone by: the last day of one that is signed is the day before today. */
const letItEnd = (path: string) => db.run(sql`update agreement set valid_from = ${inDays(-30)}, valid_until = ${inDays(-1)} where id = ${idIn(path)}`);

describe('an agreement', () => {
  it('is drawn up between organisations, and read as it was sent', async () => {
    const sent = agreementOf(parties, { validFrom: '2026-01-01', validUntil: '2026-12-31' });
    const { body, headers } = await coordinator.post('/agreements', sent).expect(201);
    expect(headers.location).toBe(`/partners/v1/agreements/${body.id as string}`);
    expect(body).toMatchObject({
      ...sent,
      version: 1,
      status: 'draft',
      actions: ['sign'],
      inForce: false,
      signedOn: null,
      terminationReason: null,
      attachments: [],
    });
    expect(await read(headers.location as string)).toEqual(body);
  });

  it.each([
    [{ kind: 'handshake' }, '/kind'],
    [{ title: 'Kokeilusopimus' }, '/title'],
    [{ parties: [] }, '/parties'],
    [{ validFrom: '2026-02-30' }, '/validFrom'],
    [{ validFrom: undefined }, '/validFrom'],
    [{ status: 'signed' }, '/status'],
  ])('is malformed with %j', async (terms, pointer) => {
    const { body } = await coordinator.post('/agreements', agreementOf(parties, terms)).expect(400);
    expect(body.errors).toContainEqual(expect.objectContaining({ pointer }));
  });

  it('is with organisations of the registry, and ends after it begins', async () => {
    const unknown = '0198bbbb-0000-7000-8000-000000000009';
    expect((await coordinator.post('/agreements', agreementOf([parties[0], unknown])).expect(422)).body.errors[0].pointer).toBe('/parties/1');
    expect((await coordinator.post('/agreements', agreementOf(parties, { validUntil: '2025-12-31' })).expect(422)).body.errors[0].pointer).toBe('/validUntil');
  });

  it('is in force from the day it is signed for, and says so to those who ask', async () => {
    const path = await drafted({ validFrom: inDays(-30), validUntil: inDays(30) });
    await coordinator.post(`${path}/sign`).expect(428);
    const { body } = await coordinator.act(path, 'sign', { on: inDays(-2) });
    expect(body).toMatchObject({ version: 2, status: 'signed', inForce: true, signedOn: inDays(-2), actions: ['terminate'] });
    expect((await coordinator.act(path, 'sign')).body).toMatchObject({ status: 409, code: 'illegal-transition', state: 'signed', allowed: ['terminate'] });
    const later = await signed({ validFrom: inDays(5), validUntil: inDays(30) });
    expect(await read(later)).toMatchObject({ status: 'signed', inForce: false, signedOn: inDays(0) });
    const found = await idsOf(`inForce=true&party=${idOf(parties[0])}`);
    expect([found.includes(idIn(path)), found.includes(idIn(later))]).toEqual([true, false]);
  });

  it('is not signed on a day that is still to come', async () => {
    const path = await drafted();
    expect((await coordinator.act(path, 'sign', { on: inDays(2) })).body).toMatchObject({ status: 422, errors: [{ pointer: '/on' }] });
  });

  it('is terminated for a reason once it is signed', async () => {
    const [draft, path] = [await drafted(), await signed()];
    const reason = { fi: 'Yritys lopettaa' };
    expect((await coordinator.act(draft, 'terminate', { reason })).body).toMatchObject({ code: 'illegal-transition', allowed: ['sign'] });
    expect((await coordinator.act(path, 'terminate')).status).toBe(400);
    expect((await coordinator.act(path, 'terminate', { reason })).body).toMatchObject({
      status: 'terminated',
      inForce: false,
      terminationReason: reason,
      actions: [],
    });
    expect((await coordinator.get(`${path}/history`)).body.data.at(-1)).toMatchObject({ action: 'terminate', from: 'signed', to: 'terminated', reason });
  });

  it('has expired when its last day has passed, before anybody has written that down', async () => {
    const path = await signed({ validFrom: inDays(-30), validUntil: inDays(30) });
    await letItEnd(path);
    const [kept] = await db.run<{ status: string }>(sql`select status from agreement where id = ${idIn(path)}`);
    expect(kept?.status).toBe('signed');
    expect(await read(path)).toMatchObject({ status: 'expired', inForce: false, actions: [] });
    const [expired, inForce] = [await idsOf('status=expired'), await idsOf('inForce=true')];
    expect([expired.includes(idIn(path)), inForce.includes(idIn(path))]).toEqual([true, false]);
    expect((await coordinator.get(`/agreements/counts?by=status&id=${idIn(path)}`)).body.counts).toMatchObject({ signed: 0, expired: 1 });
    expect((await coordinator.act(path, 'terminate', { reason: { fi: 'Syy' } })).body).toMatchObject({
      code: 'illegal-transition',
      state: 'expired',
      allowed: [],
    });
  });

  it('is written down as expired by itself, once, and told at the midnight at which it ended', async () => {
    const path = await signed({ validFrom: inDays(-30), validUntil: inDays(30) });
    const [job] = await db.run<{ key: string }>(sql`select key from graphile_worker.jobs where key = ${`expire-agreement ${idIn(path)}`}`);
    expect(job).toBeDefined();
    await letItEnd(path);
    const task = service.app.get(ExpireAgreement);
    await Promise.all([task.run({ id: idIn(path) }), task.run({ id: idIn(path) })]);
    expect((await eventsOf(path)).map(({ type }) => type)).toEqual(['created', 'signed', 'expired'].map((word) => `fiksu.partners.agreement.${word}.v1`));
    expect((await coordinator.get(`${path}/history`)).body.data.at(-1)).toMatchObject({
      action: 'expire',
      from: 'signed',
      to: 'expired',
      by: { role: 'clock' },
    });
  });

  it('that was terminated does not expire', async () => {
    const path = await signed();
    await coordinator.act(path, 'terminate', { reason: { fi: 'Syy' } });
    await service.app.get(ExpireAgreement).run({ id: idIn(path) });
    expect(await read(path)).toMatchObject({ status: 'terminated', version: 3 });
  });

  it('expires at once where it was over when it was signed', async () => {
    const path = await signed({ validFrom: inDays(-30), validUntil: inDays(-10) });
    expect(await read(path)).toMatchObject({ status: 'expired', inForce: false, actions: [] });
    // Nobody asks for it: a job was waiting.
    while ((await eventsOf(path)).length < 3) await setImmediate();
    expect((await eventsOf(path)).at(-1)).toMatchObject({ type: 'fiksu.partners.agreement.expired.v1', data: { status: 'expired', change: { by: 'clock' } } });
  });

  it('is found by the time it has left, of those that are signed', async () => {
    const [soon, later, draft, endless] = [
      await signed({ validUntil: inDays(30) }),
      await signed({ validUntil: inDays(31) }),
      await drafted({ validUntil: inDays(30) }),
      await signed({ validUntil: null }),
    ];
    const among = async (query: string) => {
      const found = await idsOf(query);
      return [soon, later, draft, endless].map((path) => found.includes(idIn(path)));
    };
    expect(await among('expiringWithin=P30D')).toEqual([true, false, false, false]);
    expect(await among('expiringWithin=P31D')).toEqual([true, true, false, false]);
    for (const wrong of ['30', '-P30D', 'P30D&expiringWithin=P1D', 'month']) await coordinator.get(`/agreements?expiringWithin=${wrong}`).expect(400);
  });

  it('says once it is signed what was signed; the rest is put right', async () => {
    const path = await signed();
    const match = await coordinator.matching(path);
    expect((await coordinator.patch(path, { validUntil: '2099-01-01' }, match).expect(422)).body).toMatchObject({
      code: 'read-only',
      errors: [{ pointer: '/validUntil' }],
    });
    expect((await coordinator.patch(path, { inForce: true }, match).expect(422)).body.code).toBe('read-only');
    expect((await coordinator.patch(path, { title: { fi: 'Sopimus kokeilusta' } }, match).expect(200)).body).toMatchObject({ version: 3, status: 'signed' });
    const draft = await drafted();
    expect((await coordinator.patch(draft, { kind: 'nda', validUntil: null }, await coordinator.matching(draft)).expect(200)).body).toMatchObject({
      ...{ kind: 'nda', validUntil: null },
    });
  });

  it('is removed while it is a draft, and kept once it is signed', async () => {
    const [draft, path] = [await drafted(), await signed()];
    await coordinator.delete(draft, await coordinator.matching(draft)).expect(204);
    await coordinator.get(draft).expect(404);
    expect((await coordinator.delete(path, await coordinator.matching(path)).expect(409)).body.code).toBe('illegal-transition');
  });

  it('is signed along with others in a batch', async () => {
    const paths = [await drafted(), await drafted()];
    const rows = paths.map((path) => ({ id: idIn(path), action: 'sign', ifMatch: '"1"' }));
    const { body } = await coordinator.post('/agreements/batch', rows).expect(200);
    expect(body.data.map((row: { status: number; body: { status: string } }) => [row.status, row.body.status])).toEqual([
      [200, 'signed'],
      [200, 'signed'],
    ]);
  });
});

describe('agreements', () => {
  it('are for their parties, and not for the parties of others', async () => {
    const path = await signed();
    const [party, other] = [await service.as('partner', { org: idOf(parties[0]) }), await service.as('partner', { org: idOf(await added(coordinator)) })];
    expect(await read(path, party)).toMatchObject({ title: { fi: 'Kokeilusopimus' }, actions: [] });
    expect(await idsOf('sort=createdAt', party)).toContain(idIn(path));
    await other.get(path).expect(404);
    await other.get(`${path}/history`).expect(404);
    expect(await idsOf('sort=createdAt', other)).toEqual([]);
    expect((await other.get('/agreements/counts?by=status')).body.total).toBe(0);
    expect((await other.get('/agreements/export')).text).toBe('');
    await party.post(`${path}/terminate`, { reason: { fi: 'Syy' } }, { 'If-Match': '*' }).expect(403);
  });

  it('of other districts are not there for a coordinator who is limited, and are not drawn up there', async () => {
    const ofPasila = await service.as('coordinator', { districts: ['pasila'] });
    const path = await drafted();
    await ofPasila.get(path).expect(404);
    await ofPasila.post(`${path}/sign`, {}, { 'If-Match': '"1"' }).expect(404);
    expect((await ofPasila.post('/agreements', agreementOf(parties)).expect(403)).body.code).toBe('outside-districts');
    const both = await drafted({ districts: ['malmi', 'pasila'] });
    await ofPasila.get(both).expect(200);
    expect((await ofPasila.post(`${both}/sign`, {}, { 'If-Match': '"1"' }).expect(403)).body.code).toBe('outside-districts');
  });

  it('are told to other platforms without their words, and are not found by these', async () => {
    const platform = await service.as('platform');
    const path = await signed({ title: { fi: 'Salanimi Xylofoni' } });
    await coordinator.act(path, 'terminate', { reason: { fi: 'Xylofoni meni rikki' } });
    const body = await read(path, platform);
    expect(body).toMatchObject({ status: 'terminated', kind: 'pilot', parties: parties.map(idOf), inForce: false });
    const texts = [JSON.stringify(body), (await platform.get(`${path}/history`).expect(200)).text, (await platform.get('/agreements?limit=200')).text];
    for (const text of texts) expect(text).not.toContain('Xylofoni');
    expect([await idsOf('q=xylofoni', platform), await idsOf('q=xylofoni')]).toEqual([[], [idIn(path)]]);
    for (const event of await eventsOf(path)) expect(JSON.stringify(event)).not.toContain('Xylofoni');
    expect((await eventsOf(path))[1]?.data).toMatchObject({ status: 'signed', parties: parties.map(idOf), validFrom: '2026-01-01', visibility: 'internal' });
  });

  it('are for nobody else', async () => {
    await service.anyone.get('/agreements').expect(401);
    for (const role of ['resident', 'evaluator'] as const) await (await service.as(role)).get('/agreements').expect(403);
    await service.anyone.get(await drafted()).expect(404);
  });

  it('hold their parties in the registry, and name the one into which one is merged', async () => {
    const [old, into] = [await added(coordinator), await added(coordinator)];
    const path = await made(coordinator, '/agreements', agreementOf([old, into]));
    expect((await coordinator.delete(old, await coordinator.matching(old)).expect(409)).body).toMatchObject({ code: 'in-use', usedBy: [path.slice(1)] });
    const { body } = await coordinator.post(`${old}/merge`, { into: idOf(into) }, await coordinator.matching(old)).expect(200);
    expect(body.moves).toContainEqual({ service: 'partners', kind: 'agreement', count: 1 });
    expect(await read(path)).toMatchObject({ version: 2, parties: [idOf(into)] });
    expect(await idsOf(`party=${idOf(old)}`)).toEqual([idIn(path)]);
    const stillOld = await service.as('partner', { org: idOf(old) });
    expect(await read(path, stillOld)).toMatchObject({ title: { fi: 'Kokeilusopimus' } });
    expect(await read(await made(coordinator, '/agreements', agreementOf([old])))).toMatchObject({ parties: [idOf(into)] });
  });

  it('never name an organisation that is removed at the same moment', async () => {
    for (const organisation of await Promise.all(Array.from({ length: 12 }, () => added(coordinator)))) {
      const [drawnUp, removed] = await Promise.all([
        coordinator.post('/agreements', agreementOf([organisation])),
        coordinator.delete(organisation, { 'If-Match': '"1"' }),
      ]);
      expect([
        [201, 409],
        [422, 204],
      ]).toContainEqual([drawnUp.status, removed.status]);
    }
  });

  it('are signed once, however many sign at once', async () => {
    const path = await drafted();
    const answers = await Promise.all(Array.from({ length: 8 }, () => coordinator.post(`${path}/sign`, {}, { 'If-Match': '"1"' })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const { status } of answers) expect([200, 409, 412]).toContain(status);
    expect(await eventsOf(path)).toHaveLength(2);
  });

  it('show their files to those who read their words', async () => {
    const { body: file } = await coordinator.upload(Buffer.from('Osapuolet sopivat kokeilusta.'), 'text/plain', 'sopimus.txt').expect(201);
    await drafted({ attachments: [file.id] });
    const clients = [coordinator, await service.as('partner', { org: idOf(parties[1]) }), await service.as('partner', { org: idOf(await added(coordinator)) })];
    const statuses = await Promise.all(
      [...clients, await service.as('platform'), service.anyone].map(async (by) => (await by.get(`/files/${file.id as string}`)).status),
    );
    expect(statuses).toEqual([200, 200, 404, 404, 404]);
  });

  it('are listed by a number of statements that does not grow with them', async () => {
    const watch = await StatementWatch.of(service);
    for (const by of [coordinator, await service.as('partner', { org: idOf(parties[0]) }), await service.as('platform')]) {
      const [one, many] = [
        await watch.during(() => by.get('/agreements?limit=1').expect(200)),
        await watch.during(() => by.get('/agreements?limit=200').expect(200)),
      ];
      expect([one.result.body.data.length, many.result.body.data.length > 10]).toEqual([1, true]);
      expect(many.statements.length).toBe(one.statements.length);
    }
    watch.stop();
  });
});
