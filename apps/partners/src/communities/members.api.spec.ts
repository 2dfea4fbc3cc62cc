/** Who is a member of a community: personal data, which the person itself reads and ends. API contract, P6, G7, G16. */
import { Database, KnownPerson, Persons, Caller, sql } from '@fiksu/service';
import { secondSession, startTestService, type Client, type TestService } from '@fiksu/testing';
import { partners } from '../partners.ts';
import { communityOf, gatheringOf, idIn, made, memberOf } from '../testing/communities-of-a-test.ts';
import { added, idOf } from '../testing/organisations-of-a-test.ts';
import { Members } from './members.ts';

let service: TestService;
let db: Database;
let coordinator: Client;
let resident: Client;
beforeAll(async () => {
  service = await startTestService(partners);
  db = service.app.get(Database);
  [coordinator, resident] = [await service.as('coordinator', { scope: 'personal-data' }), await service.as('resident')];
});
afterAll(() => service.stop());

const founded = (terms: object = {}) => made(coordinator, '/communities', communityOf(terms));
const secretOf = (receipt: { url: string }) => idIn(receipt.url);
const countOf = async (community: string): Promise<number> => (await service.anyone.get(community).expect(200)).body.memberCount as number;
async function joined(community: string, by: Client = service.anyone, terms: object = {}) {
  const { body } = await by.post(`${community}/join`, memberOf(terms)).expect(201);
  return { id: body.id as string, path: `${community}/members/${body.id as string}`, receipt: body.receipt.url as string };
}
const end = (id: string) => db.run(sql`update community_member set expires_at = now() where id = ${id}`);

describe('a member', () => {
  it('is an organisation of the registry', async () => {
    const [community, organisation] = [await founded(), await added(coordinator)];
    const { body, headers } = await coordinator.post(`${community}/members`, { organisation: idOf(organisation) }).expect(201);
    expect(headers.location).toBe(`/partners/v1${community}/members/${body.id as string}`);
    expect(body).toMatchObject({ community: idIn(community), organisation: idOf(organisation), name: null, email: null, subject: null, consent: null });
    expect((await coordinator.get(headers.location as string).expect(200)).body).toEqual(body);
  });

  it('or a person that has consented, with or without an account', async () => {
    const community = await founded();
    const sent = memberOf({ subject: 'aino-7', consent: { basis: 'consent', givenAt: '2026-01-15T10:00:00.000Z', expiresAt: '2099-01-15T10:00:00.000Z' } });
    const { body } = await coordinator.post(`${community}/members`, sent).expect(201);
    expect(body).toMatchObject({ ...sent, organisation: null });
    expect((await coordinator.get(`${community}/members?kind=person&email=AINO@example.fi`)).body.data).toEqual([body]);
  });

  it.each([
    [{}, '/name'],
    [{ name: 'Aino' }, '/consent'],
    [{ ...memberOf(), organisation: '0198bbbb-0000-7000-8000-000000000009' }, '/name'],
    [memberOf({ email: 'aino' }), '/email'],
    [memberOf({ nickname: 'A' }), '/nickname'],
    [{ organisation: 'Anturi Oy' }, '/organisation'],
  ])('is malformed as %j', async (sent, pointer) => {
    const { body } = await coordinator.post(`${await founded()}/members`, sent).expect(400);
    expect(body.errors).toContainEqual(expect.objectContaining({ pointer }));
  });

  it('is no organisation that there is not, and nobody whose consent ends before it begins', async () => {
    const community = await founded();
    const answers = [
      await coordinator.post(`${community}/members`, { organisation: '0198bbbb-0000-7000-8000-000000000009' }),
      await coordinator.post(
        `${community}/members`,
        memberOf({ consent: { basis: 'consent', givenAt: '2026-02-01T00:00:00Z', expiresAt: '2026-01-01T00:00:00Z' } }),
      ),
    ];
    expect(answers.map(({ status, body }) => [status, body.errors[0].pointer])).toEqual([
      [422, '/organisation'],
      [422, '/consent/expiresAt'],
    ]);
  });

  it('is one once: the same organisation, the same account', async () => {
    const [community, organisation] = [await founded(), await added(coordinator)];
    const sent = { organisation: idOf(organisation) };
    const { body: first } = await coordinator.post(`${community}/members`, sent).expect(201);
    expect((await coordinator.post(`${community}/members`, sent).expect(409)).body).toMatchObject({ code: 'already-exists', existing: first.id });
    await joined(community, resident);
    expect((await resident.post(`${community}/join`, memberOf()).expect(409)).body.existing).toBeUndefined();
    expect(await countOf(community)).toBe(2);
  });

  it('is one once also where many add it at once', async () => {
    const [community, organisation] = [await founded(), await added(coordinator)];
    const answers = await Promise.all(Array.from({ length: 8 }, () => coordinator.post(`${community}/members`, { organisation: idOf(organisation) })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409, 409, 409]);
    expect(await countOf(community)).toBe(1);
  });

  it('is never left behind by a community that is removed at the same moment', async () => {
    for (const community of await Promise.all(Array.from({ length: 8 }, () => founded()))) {
      const [join, removal] = await Promise.all([service.anyone.post(`${community}/join`, memberOf()), coordinator.delete(community, { 'If-Match': '"1"' })]);
      expect([201, 404]).toContain(join.status);
      expect([204, 409]).toContain(removal.status);
      if (removal.status === 409) expect([removal.body.code, await countOf(community)]).toEqual(['in-use', 1]);
    }
  });

  it('is removed by a coordinator, whatever its version is', async () => {
    const community = await founded();
    const { path } = await joined(community);
    await coordinator.delete(path).expect(204);
    await coordinator.delete(path).expect(404);
    expect(await countOf(community)).toBe(0);
  });

  it('is nobody’s business but that of those who coordinate the district', async () => {
    const community = await founded();
    const { path, id } = await joined(community);
    const ofPasila = await service.as('coordinator', { districts: ['pasila'] });
    for (const other of [service.anyone, resident, await service.as('partner'), await service.as('platform'), ofPasila]) {
      await other.get(path).expect(404);
      expect([401, 403]).toContain((await other.get(`${community}/members`)).status);
      expect((await other.delete(path)).status).toBe(other === ofPasila ? 404 : other === service.anyone ? 401 : 403);
    }
    const everywhere = await Promise.all([community, '/communities', `${community}/history`].map(async (each) => (await service.anyone.get(each)).text));
    for (const text of everywhere) expect(text).not.toMatch(new RegExp(`${id}|aino`, 'i'));
  });

  it('is exported with the scope for personal data alone, and each read is noted', async () => {
    const community = await founded();
    const { path } = await joined(community);
    await (await service.as('coordinator')).get(`${community}/members/export`).expect(403);
    expect((await coordinator.get(`${community}/members/export`).expect(200)).text).toContain('Aino');
    await coordinator.get(path).expect(200);
    const noted = await db.run<{ action: string; what: string }>(
      sql`select action, what from audit where what like ${`communities/${idIn(community)}%`} order by seq`,
    );
    expect(noted).toEqual(expect.arrayContaining([{ action: 'read', what: path.slice(1) }, expect.objectContaining({ action: 'export' })]));
  });

  it('holds its organisation in the registry', async () => {
    const [community, organisation] = [await founded(), await added(coordinator)];
    const member = await made(coordinator, `${community}/members`, { organisation: idOf(organisation) });
    const { body } = await coordinator.delete(organisation, await coordinator.matching(organisation)).expect(409);
    expect(body).toMatchObject({ code: 'in-use', usedBy: [member.slice(1)] });
  });
});

describe('an organisation that becomes part of another', () => {
  it('is a member as the other from then on, and two that become the same one are one', async () => {
    const [old, into] = [await added(coordinator), await added(coordinator)];
    const [ofBoth, ofOne] = [await founded(), await founded()];
    for (const organisation of [old, into]) await coordinator.post(`${ofBoth}/members`, { organisation: idOf(organisation) }).expect(201);
    const moved = await made(coordinator, `${ofOne}/members`, { organisation: idOf(old) });
    const { body } = await coordinator.post(`${old}/merge`, { into: idOf(into) }, await coordinator.matching(old)).expect(200);
    expect(body.moves).toContainEqual({ service: 'partners', kind: 'member', count: 2 });
    expect([await countOf(ofBoth), await countOf(ofOne)]).toEqual([1, 1]);
    expect((await coordinator.get(moved)).body).toMatchObject({ version: 2, organisation: idOf(into) });
    expect((await coordinator.get(`${ofBoth}/members?organisation=${idOf(old)}`)).body.data).toMatchObject([{ organisation: idOf(into) }]);
    // Whoever still knows it by its old id adds the one that goes on.
    expect((await coordinator.post(`${ofOne}/members`, { organisation: idOf(old) }).expect(409)).body.existing).toBe(idIn(moved));
  });
});

describe('whoever joins', () => {
  it('needs no account, and is answered a receipt once and nothing of what it said', async () => {
    const community = await founded();
    const key = { 'Idempotency-Key': `join ${community}`.replaceAll('/', '-').replaceAll(' ', '-') };
    const first = await service.anyone.post(`${community}/join`, memberOf(), key).expect(201);
    expect(Object.keys(first.body).sort()).toEqual(['community', 'createdAt', 'id', 'receipt', 'updatedAt', 'version']);
    const again = await service.anyone.post(`${community}/join`, memberOf(), key).expect(201);
    const { receipt: _, ...rest } = first.body as Record<string, unknown>;
    expect([again.headers['idempotency-replayed'], again.body]).toEqual(['true', rest]);
    expect(await countOf(community)).toBe(1);
  });

  it('reads by the receipt what is kept of it, without a token', async () => {
    const community = await founded({ name: { fi: 'Malmin testaajat' } });
    const { id, receipt } = await joined(community);
    expect(receipt).toMatch(/^\/partners\/v1\//);
    expect((await service.anyone.get(receipt).expect(200)).body).toMatchObject({
      ...{ id, name: 'Aino Esimerkki', email: 'aino@example.fi', consent: { basis: 'consent', givenAt: '2026-01-15T10:00:00.000Z', expiresAt: null } },
      community: { id: idIn(community), name: { fi: 'Malmin testaajat' }, kind: 'residents' },
    });
    expect(Buffer.from(secretOf({ url: receipt }), 'base64url').length).toBeGreaterThanOrEqual(16);
    await service.anyone.get('/receipts/AAAAAAAAAAAAAAAAAAAAAA').expect(404);
  });

  it('gives name, address and consent, and acts for nobody else', async () => {
    const community = await founded();
    const { body } = await service.anyone.post(`${community}/join`, {}).expect(400);
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/name', '/email', '/consent']);
    await service.anyone.post(`${community}/join`, memberOf({ subject: 'somebody-else' })).expect(400);
    for (const role of ['admin', 'coordinator', 'evaluator', 'partner', 'platform'] as const)
      await (await service.as(role)).post(`${community}/join`, memberOf()).expect(403);
    await service.anyone.post('/communities/0198bbbb-0000-7000-8000-00000000ffff/join', memberOf()).expect(404);
  });

  it('is not told whether an address is there already', async () => {
    const community = await founded();
    await joined(community);
    await joined(community);
    expect(await countOf(community)).toBe(2);
  });

  it('leaves by the receipt, once, and nothing of it is left', async () => {
    const community = await founded();
    const { id, receipt } = await joined(community);
    const body = { receipt: secretOf({ url: receipt }) };
    await service.anyone.post(`${await founded()}/leave`, body).expect(404);
    const { text } = await service.anyone.post(`${community}/leave`, body).expect(204);
    expect(text).toBe('');
    await service.anyone.post(`${community}/leave`, body).expect(404);
    await service.anyone.get(receipt).expect(404);
    expect(await db.run(sql`select from community_member where id = ${id}`)).toEqual([]);
    expect(await db.run(sql`select action, by from history where collection = 'members' and resource = ${id} order by id`)).toMatchObject([
      { action: 'join', by: { role: 'resident', organisation: null } },
      { action: 'leave', by: { role: 'resident', organisation: null } },
    ]);
  });

  it('leaves by its own token, and a repeat of the request is answered the same', async () => {
    const community = await founded();
    await joined(community, resident);
    const other = await service.as('resident', { sub: 'somebody-else' });
    await other.post(`${community}/leave`, {}).expect(404);
    await service.anyone.post(`${community}/leave`, {}).expect(401);
    const key = { 'Idempotency-Key': `leave-${idIn(community)}` };
    await resident.post(`${community}/leave`, {}, key).expect(204);
    const { headers } = await resident.post(`${community}/leave`, {}, key).expect(204);
    expect(headers['idempotency-replayed']).toBe('true');
    expect(await countOf(community)).toBe(0);
  });

  it('leaves in a batch, which has nothing to tell of it', async () => {
    const community = await founded();
    await joined(community, resident);
    const { body } = await resident.post('/communities/batch', [{ id: idIn(community), action: 'leave', body: {} }]).expect(200);
    expect(body.data).toEqual([{ id: idIn(community), status: 204, etag: null, body: null }]);
    expect(await countOf(community)).toBe(0);
  });

  it('is a member as long as its consent lasts, and can join anew at once', async () => {
    const community = await founded();
    const { id, path, receipt } = await joined(community, resident);
    await end(id);
    expect(await countOf(community)).toBe(0);
    await coordinator.get(path).expect(404);
    await service.anyone.get(receipt).expect(404);
    await joined(community, resident);
    expect(await countOf(community)).toBe(1);
    expect(await db.run(sql`select from community_member where id = ${id}`)).toEqual([]);
  });

  it('is erased when its consent has ended, however many replicas look for it', async () => {
    const community = await founded();
    const [over, stays] = [await joined(community), await joined(community)];
    await end(over.id);
    const members = service.app.get(Members);
    await Promise.all([members.forget(), members.forget()]);
    const left = await db.run<{ id: string }>(sql`select id from community_member where community = ${idIn(community)}`);
    expect(left.map(({ id }) => id)).toEqual([stays.id]);
    const history = await db.run(sql`select action, by from history where collection = 'members' and resource = ${over.id} order by id`);
    expect(history).toMatchObject([{ action: 'join' }, { action: 'delete', by: { role: 'clock' } }]);
    const [noted] = await db.run(sql`select what, role from audit where reason = 'consent-ended' order by seq desc limit 1`);
    expect(noted).toMatchObject({ what: 'members', role: 'clock' });
  });
});

describe('what is known of a person', () => {
  const person = { name: 'Xanthippe Merkitty', email: 'xanthippe@merkitty.example' };

  it('is in no table in clear, nor is the receipt, and no event tells who', async () => {
    const community = await founded();
    await made(coordinator, '/gatherings', gatheringOf(community));
    const { id, receipt } = await joined(community, await service.as('resident', { sub: 'sub-of-xanthippe' }), person);
    const tables = await db.run<{ name: string }>(sql`select table_name as name from information_schema.tables where table_schema = 'public'`);
    const session = await secondSession(service.database.url);
    const secret = secretOf({ url: receipt });
    for (const { name } of tables) {
      const { rows } = await session.query(`select "${name}"::text as row from "${name}"`);
      for (const { row } of rows) expect([name, /xanthippe|merkitty/i.exec(row as string), (row as string).includes(secret)]).toEqual([name, null, false]);
    }
    await session.end();
    const [event] = await db.run<{ event: { data: object } }>(sql`select event from outbox where aggregate = ${`members/${id}`}`);
    expect(event?.event.data).toEqual({
      ...{ id, version: 1, community: idIn(community), createdAt: expect.any(String) as string, updatedAt: expect.any(String) as string },
      ...{ visibility: 'internal', change: { action: 'join', from: null, to: null, fields: [], by: 'resident' } },
    });
  });

  it('is gathered and erased with the person, wherever it is a member', async () => {
    const sub = 'sub-of-somebody-to-erase';
    const [one, other] = [await founded(), await founded()];
    await joined(one, await service.as('resident', { sub }), person);
    await coordinator.post(`${other}/members`, memberOf({ email: 'ERASED@example.fi' })).expect(201);
    const persons = service.app.get(Persons, { strict: false });
    const secret = 'a secret for tests, long enough to be taken';
    const known = new KnownPerson({ subject: sub, emails: ['erased@example.fi'], writtenAs: [] }, secret);
    const found = (await persons.gather(known, db)).filter(({ key }) => key === 'COMMUNITY_MEMBER');
    expect(found).toHaveLength(2);
    expect(JSON.stringify(found)).toContain('Xanthippe Merkitty');
    const by = Caller.nobody(new Date().toISOString());
    await db.transaction((tx) => persons.erase(known, by, tx));
    expect(await persons.gather(known, db)).toEqual([]);
    expect((await coordinator.get(`${one}/members`).expect(200)).body.data).toEqual([]);
    // What is counted stays, until the consent would have ended.
    expect([await countOf(one), await countOf(other)]).toEqual([1, 1]);
    await db.run(sql`update community_member set expires_at = now() where community = ${idIn(one)}`);
    expect(await countOf(one)).toBe(0);
  });
});
