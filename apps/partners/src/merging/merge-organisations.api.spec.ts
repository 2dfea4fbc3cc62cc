/** Two entries of the registry become one: API contract, P2. */
import { Database, sql } from '@fiksu/service';
import { secondSession, startTestService, untilWaiting, type Client, type TestService } from '@fiksu/testing';
import { partners } from '../partners.ts';
import { added, idOf, newBusinessId, newPic, organisationOf } from '../testing/organisations-of-a-test.ts';

let service: TestService;
let coordinator: Client;
beforeAll(async () => {
  service = await startTestService(partners);
  coordinator = await service.as('coordinator');
});
afterAll(() => service.stop());

const anything = { 'If-Match': '*' };
const merge = (old: string, into: string, more: object = {}, by = coordinator) => by.post(`${old}/merge`, { into: idOf(into), ...more }, anything);
async function pair(old: object = {}, into: object = {}): Promise<[string, string]> {
  return [await added(coordinator, old), await added(coordinator, into)];
}

describe('a dry run', () => {
  it('tells what would move and what contradicts, and changes nothing', async () => {
    const [oldNumber, number] = [newBusinessId(), newBusinessId()];
    const [old, into] = await pair({ businessId: oldNumber }, { businessId: number });
    await added(coordinator, { parent: idOf(old) });
    for (const name of ['Aino', 'Eino'])
      await coordinator.post(`${old}/contacts`, { name, consent: { basis: 'consent', givenAt: '2026-01-15T10:00:00Z' } }).expect(201);
    const { body } = await coordinator.post(`${old}/merge`, { into: idOf(into), dryRun: true }).expect(200);
    expect(body).toEqual({
      ...{ into: idOf(into), dryRun: true },
      moves: [
        { service: 'partners', kind: 'contact', count: 2 },
        { service: 'partners', kind: 'organisation', count: 1 },
      ],
      conflicts: [{ field: 'businessId', old: oldNumber, into: number }],
      // No other service runs beside this test: that is told, and holds nothing up.
      unanswered: ['impact', 'roadmap'],
    });
    expect((await service.anyone.get(old)).body).toMatchObject({ version: 1, businessId: oldNumber });
    expect((await merge(old, into)).body).toEqual({ ...body, dryRun: false });
  });
});

describe('a merge', () => {
  it('leaves the survivor, with what it lacked', async () => {
    const pic = newPic();
    const [old, into] = await pair({ pic, name: { sv: 'Sensor Ab' }, themes: ['energy'] }, { themes: ['mobility'] });
    await merge(old, into).expect(200);
    expect((await service.anyone.get(into).expect(200)).body).toMatchObject({
      ...{ version: 2, pic, name: { fi: 'Malmin Anturi Oy', sv: 'Sensor Ab' }, themes: ['mobility', 'energy'] },
      externalIds: [{ scheme: 'fiksu', value: idOf(old) }],
    });
  });

  it('leads from the old address, and all below it, to the new one: every method, the same tail and query', async () => {
    const [old, into] = await pair();
    await merge(old, into).expect(200);
    const to = `/partners/v1${into}`;
    const stranger = await service.as('resident');
    const answers = [
      [await service.anyone.get(old), to],
      [await service.anyone.get(`${old}/history`), `${to}/history`],
      [await service.anyone.get(`${old}/contacts?limit=5&q=a%20b`), `${to}/contacts?limit=5&q=a%20b`],
      [await coordinator.get(`${old}/contacts?limit=5`), `${to}/contacts?limit=5`],
      [await coordinator.patch(old, { size: 'small' }), to],
      [await coordinator.patch(old, { size: 'small' }, anything), to],
      [await coordinator.patch(old, { size: 7 }, anything), to],
      [await coordinator.delete(old, anything), to],
      [await coordinator.post(`${old}/merge`, { into: idOf(into) }, anything), `${to}/merge`],
      [await coordinator.post(`${old}/contacts`, { name: 'Aino', consent: { basis: 'consent', givenAt: '2026-01-15T10:00:00Z' } }), `${to}/contacts`],
      [await stranger.patch(old, { size: 'small' }, anything), to],
      [await service.anyone.get(old.toUpperCase().replace('/ORGANISATIONS', '/organisations')), to],
    ] as const;
    expect(answers.map(([{ status, headers, text }]) => [status, headers.location, text])).toEqual(answers.map(([, location]) => [308, location, '']));
  });

  it('leads a HEAD from the old address as it leads a GET', async () => {
    const [old, into] = await pair();
    await merge(old, into).expect(200);
    const answers = await Promise.all(
      ['', '/history?limit=3', '/contacts', '/nothing/here'].map(async (tail) => {
        const { status, headers } = await fetch(`${service.origin}/partners/v1${old}${tail}`, { method: 'HEAD', redirect: 'manual' });
        return [status, headers.get('location')?.replace(`/partners/v1${into}`, '')];
      }),
    );
    expect(answers).toEqual(['', '/history?limit=3', '/contacts', '/nothing/here'].map((tail) => [308, tail]));
  });

  it('publishes no sole trader, whose entry becomes a part of another one', async () => {
    const businessId = newBusinessId();
    const [old, into] = await pair(
      { name: { sv: 'Aamu Esimerkki' }, personal: true, businessId, website: 'https://aamu.example.fi' },
      { name: { fi: 'Muotoilu' } },
    );
    await merge(old, into).expect(200);
    expect((await coordinator.get(into).expect(200)).body).toMatchObject({ personal: true, businessId, name: { sv: 'Aamu Esimerkki' } });
    expect((await service.anyone.get(into).expect(200)).text).not.toMatch(new RegExp(`Aamu|aamu|${businessId}`));
    const events = await service.app.get(Database).run<{ text: string }>(sql`select event::text as text from outbox`);
    expect(events.filter(({ text }) => new RegExp(`Aamu|aamu|${businessId}`).test(text))).toEqual([]);
  });

  it('is followed by who names the old one while it goes on', async () => {
    const [old, into] = await pair();
    const [a, b] = [idOf(old), idOf(into)];
    const session = await secondSession(service.database.url);
    // A merge as it stands just before it is done.
    await session.query('begin');
    await session.query('select from organisation where id = $1 for update', [a]);
    await session.query('insert into merged_organisation (old, survivor, at) values ($1, $2, now())', [a, b]);
    await session.query('delete from organisation where id = $1', [a]);
    const terms = { kind: 'nda', title: { fi: 'Salassapito' }, parties: [a], validFrom: '2026-01-01' };
    const signing = coordinator.post('/agreements', terms).then((answer) => answer);
    await untilWaiting(session, 1);
    await session.query('commit');
    await session.end();
    const { status, body } = await signing;
    expect([status, body.parties]).toEqual([201, [b]]);
  });

  it('follows chains: A into B into C', async () => {
    const [a, b] = await pair();
    const c = await added(coordinator);
    await merge(a, b).expect(200);
    await merge(b, c).expect(200);
    for (const path of [a, b]) expect((await service.anyone.get(path)).headers.location).toBe(`/partners/v1${c}`);
    expect((await merge(c, b)).body).toMatchObject({ status: 422, errors: [{ pointer: '/into' }] });
  });

  it('is found by the old id wherever one chooses by it', async () => {
    const [old, into] = await pair();
    const part = await added(coordinator, { parent: idOf(old) });
    await merge(old, into).expect(200);
    const found = async (query: string) => (await service.anyone.get(`/organisations?${query}`).expect(200)).body.data.map(({ id }: { id: string }) => id);
    expect(await found(`id=${idOf(old)}`)).toEqual([idOf(into)]);
    expect(await found(`parent=${idOf(old)}`)).toEqual([idOf(part)]);
    expect(await found(`parent=${idOf(into)}`)).toEqual([idOf(part)]);
    expect((await service.anyone.get(part)).body).toMatchObject({ parent: idOf(into), version: 2 });
  });

  it('is named as a parent by the old id still, and is the one that is kept', async () => {
    const [old, into] = await pair();
    await merge(old, into).expect(200);
    const part = await added(coordinator, { parent: idOf(old) });
    expect((await service.anyone.get(part)).body.parent).toBe(idOf(into));
    await coordinator.patch(part, { parent: null }, anything).expect(200);
    expect((await coordinator.patch(part, { parent: idOf(old) }, anything).expect(200)).body.parent).toBe(idOf(into));
    expect((await coordinator.patch(into, { parent: idOf(old) }, anything)).body).toMatchObject({ status: 422, errors: [{ pointer: '/parent' }] });
  });

  it('moves whom one can turn to', async () => {
    const [old, into] = await pair();
    const { body: contact } = await coordinator
      .post(`${old}/contacts`, { name: 'Aino', consent: { basis: 'consent', givenAt: '2026-01-15T10:00:00Z' } })
      .expect(201);
    await merge(old, into).expect(200);
    expect((await coordinator.get(`${into}/contacts/${contact.id}`).expect(200)).body).toMatchObject({ name: 'Aino', organisation: idOf(into), version: 2 });
  });

  it('keeps the history of both', async () => {
    const [old, into] = await pair();
    await coordinator.patch(old, { size: 'small' }, anything).expect(200);
    await merge(old, into).expect(200);
    const { body } = await service.anyone.get(`${into}/history`).expect(200);
    expect(body.data.map(({ action }: { action: string }) => action)).toEqual(['create', 'create', 'change', 'merge', 'change']);
  });

  it('tells others where the old one has gone, and of the survivor as it now is', async () => {
    const [old, into] = await pair({ expertise: ['shade'] });
    await merge(old, into).expect(200);
    const events = await service.app
      .get(Database)
      .run<{ event: { type: string; subject: string; data: object } }>(
        sql`select event from outbox where aggregate = any(${[old.slice(1), into.slice(1)]}) order by id`,
      );
    expect(events.slice(-2).map(({ event: { type, subject, data } }) => ({ type, subject, data }))).toEqual([
      {
        ...{ type: 'fiksu.partners.organisation.merged.v1', subject: old.slice(1) },
        data: expect.objectContaining({ id: idOf(old), version: 2, into: idOf(into) }),
      },
      {
        ...{ type: 'fiksu.partners.organisation.changed.v1', subject: into.slice(1) },
        data: expect.objectContaining({ id: idOf(into), version: 2, expertise: ['shade'] }),
      },
    ]);
  });

  it('puts the survivor in the place of the old one among those above and below', async () => {
    const top = await added(coordinator);
    const old = await added(coordinator, { parent: idOf(top) });
    const middle = await added(coordinator, { parent: idOf(old) });
    const into = await added(coordinator, { parent: idOf(middle) });
    await merge(old, into).expect(200);
    const parentOf = async (path: string) => (await service.anyone.get(path).expect(200)).body.parent as string | null;
    expect(await parentOf(into)).toBe(idOf(top));
    expect(await parentOf(middle)).toBe(idOf(into));
  });

  it('makes no circle where a part of a part becomes the organisation at the top', async () => {
    const into = await added(coordinator);
    const middle = await added(coordinator, { parent: idOf(into) });
    const old = await added(coordinator, { parent: idOf(middle) });
    const below = await added(coordinator, { parent: idOf(old) });
    await merge(old, into).expect(200);
    const parentOf = async (path: string) => (await service.anyone.get(path).expect(200)).body.parent as string | null;
    expect(await Promise.all([into, middle, below].map(parentOf))).toEqual([null, idOf(into), idOf(into)]);
  });

  it('needs an existing other organisation, its If-Match, and the right to both', async () => {
    const [old, into] = await pair({ districts: ['malmi'] }, { districts: ['pasila'] });
    expect((await coordinator.post(`${old}/merge`, { into: idOf(into) })).status).toBe(428);
    expect((await coordinator.post(`${old}/merge`, { into: idOf(into) }, { 'If-Match': '"7-x"' })).status).toBe(412);
    expect((await merge(old, old)).body).toMatchObject({ status: 422, errors: [{ pointer: '/into' }] });
    expect((await coordinator.post(`${old}/merge`, { into: '01890000-0000-7000-8000-000000000001' }, anything)).body).toMatchObject({
      ...{ status: 422, errors: [{ pointer: '/into' }] },
    });
    expect((await coordinator.post(`${old}/merge`, { into: 'x' }, anything)).status).toBe(400);
    const limited = await service.as('coordinator', { districts: ['malmi'] });
    expect((await merge(old, into, {}, limited)).body).toMatchObject({ status: 403, code: 'outside-districts' });
    expect((await merge(old, into, {}, await service.as('partner', { org: idOf(old) }))).status).toBe(403);
    expect((await merge(old, into, {}, service.anyone)).status).toBe(401);
    expect((await service.anyone.get(old)).status).toBe(200);
  });

  it('of two into each other at once leaves one of the two', async () => {
    for (let round = 0; round < 5; round++) {
      const [a, b] = await pair();
      const answers = await Promise.all([merge(a, b), merge(b, a)]);
      expect(answers.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1);
      const reads = await Promise.all([service.anyone.get(a), service.anyone.get(b)]);
      expect(reads.map(({ status }) => status).sort()).toEqual([200, 308]);
    }
  });

  it('lets whoever acted for the old one act for the survivor, whatever its token still says', async () => {
    const [old, into] = await pair();
    const partner = await service.as('partner', { org: idOf(old) });
    await merge(old, into).expect(200);
    await partner.patch(into, { expertise: ['shade'] }, anything).expect(200);
    await partner.get(`${into}/contacts`).expect(200);
  });

  it('that is repeated with its key is answered again', async () => {
    const [old, into] = await pair();
    const keyed = { ...anything, 'Idempotency-Key': `merge-${idOf(old)}` };
    const first = await coordinator.post(`${old}/merge`, { into: idOf(into) }, keyed).expect(200);
    const again = await coordinator.post(`${old}/merge`, { into: idOf(into) }, keyed).expect(200);
    expect([again.body, again.headers['idempotency-replayed']]).toEqual([first.body, 'true']);
  });
});

describe('a register that knows the old organisation', () => {
  const csvOf = (...rows: string[]) => `name.fi,kind,sector,businessId\n${rows.join('\n')}\n`;
  async function imported(file: string): Promise<object> {
    const { body: run } = await coordinator.post('/organisations/imports?source=csv', file, { 'Content-Type': 'text/csv' }).expect(202);
    for (;;) {
      const { body } = await coordinator.get(`/organisations/imports/${run.id as string}`).expect(200);
      if (['completed', 'failed'].includes(body.status)) return body as object;
      await new Promise(setImmediate);
    }
  }

  it('leads to the survivor from then on, and its file changes nothing the second time', async () => {
    const [oldNumber, number] = [newBusinessId(), newBusinessId()];
    const [old, into] = await pair({ businessId: oldNumber, name: { fi: 'Anturi' } }, { businessId: number, name: { fi: 'Malmin Anturi' } });
    await merge(old, into).expect(200);
    const file = csvOf(`Anturi,company,private,${oldNumber}`, `Malmin Anturi,company,private,${number}`);
    for (let time = 0; time < 2; time++) expect(await imported(file)).toMatchObject({ created: 0, updated: 0, unchanged: 2, failed: 0 });
    expect((await service.anyone.get(`/organisations?businessId=${oldNumber}`)).body.data).toHaveLength(1);
    const taken = await coordinator.post('/organisations', organisationOf({ businessId: oldNumber }));
    expect(taken.body).toMatchObject({ status: 409, code: 'already-exists', existing: idOf(into), errors: [{ pointer: '/businessId' }] });
  });
});
