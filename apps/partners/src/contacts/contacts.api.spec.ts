/** Whom to turn to in an organisation: what is kept of a person, and until when. API contract, P4. */
import { Database, sql } from '@fiksu/service';
import { secondSession, startTestService, untilWaiting, type Client, type TestService } from '@fiksu/testing';
import { partners } from '../partners.ts';
import { contactAdded, personOf } from '../testing/contacts-of-a-test.ts';
import { added, idOf } from '../testing/organisations-of-a-test.ts';
import { Contacts } from './contacts.ts';

let service: TestService;
let db: Database;
let coordinator: Client;
let organisation: string;
beforeAll(async () => {
  service = await startTestService(partners);
  db = service.app.get(Database);
  coordinator = await service.as('coordinator');
  organisation = await added(coordinator);
});
afterAll(() => service.stop());

const idOfContact = (path: string) => path.split('/').at(-1) as string;
/** Lets the consent end: as time does, so that no test waits for it. */
const end = (path: string, when = sql`now()`) => db.run(sql`update contact set expires_at = ${when} where id = ${idOfContact(path)}`);

describe('a contact', () => {
  const whole = {
    ...personOf(),
    consent: { basis: 'contract', givenAt: '2026-01-15T10:00:00.000Z', expiresAt: '2099-01-15T10:00:00.000Z' },
    subject: 'aino-7',
  };

  it('is added to an organisation and read there as it was sent', async () => {
    const { body, headers } = await coordinator.post(`${organisation}/contacts`, whole).expect(201);
    expect(headers.location).toBe(`/partners/v1${organisation}/contacts/${body.id}`);
    const read = await coordinator.get(headers.location as string).expect(200);
    expect(read.body).toEqual(body);
    expect(body).toMatchObject({ ...whole, version: 1, organisation: idOf(organisation) });
    const { body: list } = await coordinator.get(`${organisation}/contacts`).expect(200);
    expect(list.data).toContainEqual(body);
  });

  it('needs a name, and on which ground it is kept since when', async () => {
    const { body } = await coordinator
      .post(`${organisation}/contacts`, { name: 'Aino', consent: { basis: 'legitimate-interest', givenAt: '2026-01-15T10:00:00Z' } })
      .expect(201);
    expect(body).toMatchObject({ name: 'Aino', email: null, phone: null, role: null, subject: null, consent: { expiresAt: null } });
  });

  it.each([
    [{ name: undefined }, '/name'],
    [{ name: { fi: 'Aino' } }, '/name'],
    [{ consent: undefined }, '/consent'],
    [{ consent: { givenAt: '2026-01-15T10:00:00Z' } }, '/consent/basis'],
    [{ consent: { basis: 'consent' } }, '/consent/givenAt'],
    [{ consent: { basis: 'habit', givenAt: '2026-01-15T10:00:00Z' } }, '/consent/basis'],
    [{ consent: { basis: 'consent', givenAt: 'yesterday' } }, '/consent/givenAt'],
    [{ email: 'aino' }, '/email'],
    [{ nickname: 'A' }, '/nickname'],
    [{ organisation: '0198bbbb-0000-7000-8000-000000000001' }, '/organisation'],
  ])('is malformed with %j', async (terms, pointer) => {
    const { body } = await coordinator.post(`${organisation}/contacts`, personOf(terms)).expect(400);
    expect(body.errors).toMatchObject([{ pointer }]);
  });

  it('is not kept until before it was given', async () => {
    const consent = { basis: 'consent', givenAt: '2026-01-15T10:00:00Z', expiresAt: '2026-01-15T10:00:00Z' };
    const { body } = await coordinator.post(`${organisation}/contacts`, personOf({ consent })).expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/consent/expiresAt' }]);
  });

  it('is changed in the version that was read, and stays where a patch says nothing new', async () => {
    const path = await contactAdded(coordinator, organisation);
    const match = await coordinator.matching(path);
    await coordinator.patch(path, { role: 'head of unit' }).expect(428);
    const same = await coordinator.patch(path, { email: 'aino@example.fi', consent: { basis: 'consent' } }, match).expect(200);
    expect([same.body.version, same.headers.etag]).toEqual([1, match['If-Match']]);
    const { body } = await coordinator.patch(path, { role: 'head of unit', phone: null, consent: { expiresAt: '2099-01-01T00:00:00Z' } }, match).expect(200);
    expect(body).toMatchObject({
      version: 2,
      name: 'Aino Esimerkki',
      role: 'head of unit',
      phone: null,
      consent: { basis: 'consent', expiresAt: '2099-01-01T00:00:00.000Z' },
    });
    await coordinator.patch(path, { role: 'x' }, match).expect(412);
    for (const [patch, code] of [
      [{ name: null }, 'invalid'],
      [{ organisation: idOf(organisation) }, 'read-only'],
    ] as const)
      expect((await coordinator.patch(path, patch, await coordinator.matching(path)).expect(422)).body.code).toBe(code);
  });

  it('is erased, and then is not there', async () => {
    const path = await contactAdded(coordinator, organisation);
    await coordinator.delete(path).expect(428);
    await coordinator.delete(path, await coordinator.matching(path)).expect(204);
    await coordinator.get(path).expect(404);
    expect(await db.run(sql`select from contact where id = ${idOfContact(path)}`)).toEqual([]);
  });

  it('is there at the address of its own organisation alone', async () => {
    const path = await contactAdded(coordinator, organisation);
    const other = await added(coordinator);
    await coordinator.get(`${other}/contacts/${idOfContact(path)}`).expect(404);
    for (const nowhere of ['/organisations/0198bbbb-0000-7000-8000-000000000009', '/organisations/acme']) {
      await coordinator.get(`${nowhere}/contacts`).expect(404);
      await coordinator.get(`${nowhere}/contacts/${idOfContact(path)}`).expect(404);
      await coordinator.post(`${nowhere}/contacts`, personOf()).expect(404);
    }
    await coordinator.get(`${organisation}/contacts/acme`).expect(404);
  });

  it('is looked for by its address, however it is written, and counted by ground', async () => {
    const own = await added(coordinator);
    const path = await contactAdded(coordinator, own, { email: 'Maija.Meikalainen@Example.fi' });
    await contactAdded(coordinator, own, { consent: { basis: 'contract', givenAt: '2026-01-15T10:00:00Z' } });
    const found = async (query: string) =>
      ((await coordinator.get(`${own}/contacts?${query}`).expect(200)).body.data as { id: string }[]).map(({ id }) => `${own}/contacts/${id}`);
    expect(await found('email=maija.meikalainen@example.FI')).toEqual([path]);
    expect(await found('email=maija@example.fi')).toEqual([]);
    expect(await found('basis=consent')).toEqual([path]);
    const { body } = await coordinator.get(`${own}/contacts/counts?by=basis`).expect(200);
    expect(body).toMatchObject({ counts: { consent: 1, contract: 1, 'public-task': 0, 'legitimate-interest': 0 }, total: 2 });
    for (const query of ['name=Aino', 'phone=1', 'q=Aino', 'email=rubbish', 'sort=name']) await coordinator.get(`${own}/contacts?${query}`).expect(400);
  });

  it('goes with its organisation', async () => {
    const own = await added(coordinator);
    const path = await contactAdded(coordinator, own);
    await coordinator.delete(own, await coordinator.matching(own)).expect(204);
    expect(await db.run(sql`select from contact where id = ${idOfContact(path)}`)).toEqual([]);
    const history = await db.run<{ action: string }>(sql`select action from history where resource = ${idOfContact(path)} order by id`);
    expect(history.map(({ action }) => action)).toEqual(['create', 'delete']);
  });

  it('is not added to an organisation that is removed at that moment', async () => {
    const own = await added(coordinator);
    const session = await secondSession(service.database.url);
    await session.query('begin');
    await session.query('delete from organisation where id = $1', [idOf(own)]);
    const sent = coordinator.post(`${own}/contacts`, personOf()).then((answer) => answer);
    await untilWaiting(session, 1);
    await session.query('commit');
    await session.end();
    expect((await sent).status).toBe(404);
  });
});

describe('a contact whose consent has ended', () => {
  it('is read, listed, counted, changed and exported by nobody from that instant on', async () => {
    const own = await added(coordinator);
    const path = await contactAdded(coordinator, own);
    const match = await coordinator.matching(path);
    await end(path);
    await coordinator.get(path).expect(404);
    await coordinator.get(`${path}/history`).expect(404);
    await coordinator.patch(path, { role: 'x' }, match).expect(404);
    await coordinator.delete(path, match).expect(404);
    expect((await coordinator.get(`${own}/contacts`).expect(200)).body.data).toEqual([]);
    expect((await coordinator.get(`${own}/contacts/counts?by=basis`).expect(200)).body.total).toBe(0);
    const exporter = await service.as('coordinator', { scope: 'personal-data' });
    expect((await exporter.get(`${own}/contacts/export`).buffer(true).expect(200)).text).toBe('');
  });

  it('may have been given for a time that is over when it is sent', async () => {
    const consent = { basis: 'consent', givenAt: '2020-01-15T10:00:00Z', expiresAt: '2021-01-15T10:00:00Z' };
    const { headers } = await coordinator.post(`${organisation}/contacts`, personOf({ consent })).expect(201);
    await coordinator.get(headers.location as string).expect(404);
  });

  it('is erased by itself, and what is left says when and not who', async () => {
    const [over, other, later] = [
      await contactAdded(coordinator, organisation),
      await contactAdded(coordinator, organisation),
      await contactAdded(coordinator, organisation),
    ];
    await end(over);
    await end(later, sql`now() + interval '1 hour'`);
    await Promise.all([service.app.get(Contacts).forget(), service.app.get(Contacts).forget()]);
    const left = await db.run<{ id: string }>(sql`select id from contact where id = any(${[over, other, later].map(idOfContact)}) order by created_at`);
    expect(left.map(({ id }) => id)).toEqual([other, later].map(idOfContact));
    const history = await db.run(sql`select version, action, by from history where collection = 'contacts' and resource = ${idOfContact(over)} order by id`);
    expect(history).toMatchObject([{ version: 1 }, { version: 2, action: 'delete', by: { role: 'clock', organisation: null } }]);
    const [noted] = await db.run(sql`select action, what, count, reason, role from audit where reason = 'consent-ended' order by seq desc limit 1`);
    expect(noted).toMatchObject({ action: 'delete', what: 'contacts', role: 'clock' });
  });
});

describe('what is known of a person', () => {
  const person = {
    name: 'Xanthippe Merkitty',
    email: 'xanthippe@merkitty.example',
    phone: '+358999888777',
    role: 'merkkihenkilö',
    subject: 'sub-of-xanthippe',
  };

  it('is in no table in clear, in no event and in no history', async () => {
    const path = await contactAdded(coordinator, organisation, person);
    await coordinator.patch(path, { role: 'toinen merkkihenkilö' }, await coordinator.matching(path)).expect(200);
    const tables = await db.run<{ name: string }>(sql`select table_name as name from information_schema.tables where table_schema = 'public'`);
    const session = await secondSession(service.database.url);
    for (const { name } of tables) {
      const { rows } = await session.query(`select "${name}"::text as row from "${name}"`);
      for (const { row } of rows) expect([name, /xanthippe|merkki|999888777/i.exec(row as string)]).toEqual([name, null]);
    }
    await session.end();
    expect(await db.run(sql`select from outbox where aggregate like 'contacts/%'`)).toEqual([]);
    expect((await coordinator.get(path)).body).toMatchObject({ ...person, role: 'toinen merkkihenkilö' });
  });

  it('is found again by hashes that depend on nothing but the address and the person', async () => {
    const paths = [
      await contactAdded(coordinator, organisation, person),
      await contactAdded(coordinator, organisation, { ...person, email: 'XANTHIPPE@merkitty.example' }),
    ];
    const rows = await db.run<{ email: string; email_hash: string; subject_hash: string }>(
      sql`select email, email_hash, subject_hash from contact where id = any(${paths.map(idOfContact)})`,
    );
    expect(new Set(rows.map((row) => row.email_hash)).size).toBe(1);
    expect(new Set(rows.map((row) => row.subject_hash)).size).toBe(1);
    expect(new Set(rows.map((row) => row.email)).size).toBe(2);
  });

  it('has a history of who did what, without what it was', async () => {
    const path = await contactAdded(coordinator, organisation, person);
    await coordinator.patch(path, { role: 'muu' }, await coordinator.matching(path)).expect(200);
    const { body } = await coordinator.get(`${path}/history`).expect(200);
    expect(body.data).toMatchObject([
      { action: 'create', by: { role: 'coordinator', sub: 'dev-coordinator' }, from: null, to: null, reason: null },
      { action: 'change', by: { role: 'coordinator' } },
    ]);
    expect(JSON.stringify(body)).not.toMatch(/xanthippe/i);
  });
});
