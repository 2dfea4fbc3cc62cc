/** Communities, and what is announced to them: API contract, P6, G7, G8. */
import { Database, sql } from '@fiksu/service';
import { StatementWatch, startTestService, type Client, type TestService } from '@fiksu/testing';
import { partners } from '../partners.ts';
import { communityOf, gatheringOf, idIn, made, memberOf } from '../testing/communities-of-a-test.ts';

let service: TestService;
let db: Database;
let coordinator: Client;
let ofPasila: Client;
beforeAll(async () => {
  service = await startTestService(partners);
  db = service.app.get(Database);
  [coordinator, ofPasila] = [await service.as('coordinator'), await service.as('coordinator', { districts: ['pasila'] })];
});
afterAll(() => service.stop());

const founded = (terms: object = {}, by = coordinator) => made(by, '/communities', communityOf(terms));
const eventsOf = async (path: string) =>
  (await db.run<{ event: { type: string; data: object } }>(sql`select event from outbox where aggregate = ${path.slice(1)} order by position`)).map(
    ({ event }) => event,
  );

describe('a community', () => {
  it('is founded by a coordinator, and read by everybody with the number of its members', async () => {
    const { body, headers } = await coordinator.post('/communities', {
      ...{ name: { fi: 'Malmin testaajat' }, kind: 'residents' },
      ...{ districts: ['malmi'], themes: ['green-infrastructure'], pool: true },
    });
    expect(headers.location).toBe(`/partners/v1/communities/${body.id as string}`);
    expect(body).toMatchObject({ version: 1, kind: 'residents', districts: ['malmi'], themes: ['green-infrastructure'], pool: true, memberCount: 0 });
    expect((await service.anyone.get(headers.location as string).expect(200)).body).toEqual(body);
  });

  it('needs a name and a kind, and is no pool of volunteers unless that is said', async () => {
    const path = await made(coordinator, '/communities', { name: { sv: 'Utvecklare' }, kind: 'developers' });
    expect((await service.anyone.get(path)).body).toMatchObject({ description: null, districts: [], themes: [], pool: false });
  });

  it.each([
    [{ name: 'Malmin testaajat' }, '/name'],
    [{ name: undefined }, '/name'],
    [{ kind: 'friends' }, '/kind'],
    [{ districts: ['Malmi'] }, '/districts/0'],
    [{ memberCount: 7 }, '/memberCount'],
  ])('is malformed with %j', async (terms, pointer) => {
    const { body } = await coordinator.post('/communities', communityOf(terms)).expect(400);
    expect(body.errors).toContainEqual(expect.objectContaining({ pointer }));
  });

  it('counts its members whoever they are, and raises no version for it', async () => {
    const path = await founded();
    await coordinator.post(`${path}/members`, memberOf()).expect(201);
    await service.anyone.post(`${path}/join`, memberOf({ email: 'eino@example.fi' })).expect(201);
    const { body, headers } = await service.anyone.get(path).expect(200);
    expect(body).toMatchObject({ version: 1, memberCount: 2 });
    const listed = (await service.anyone.get(`/communities?id=${body.id as string}`)).body.data[0];
    expect(listed.memberCount).toBe(2);
    expect(headers.etag).toMatch(/^"1-/);
  });

  it('is listed with others by a number of statements that does not grow with them', async () => {
    for (let made = 0; made < 5; made += 1) await founded();
    const watch = await StatementWatch.of(service);
    const [one, many] = [
      await watch.during(() => service.anyone.get('/communities?limit=1').expect(200)),
      await watch.during(() => service.anyone.get('/communities?limit=200').expect(200)),
    ];
    watch.stop();
    expect(many.result.body.data.length).toBeGreaterThan(5);
    expect(many.statements.length).toBe(one.statements.length);
  });

  it('changes by a merge patch, except for what is counted', async () => {
    const path = await founded();
    const match = await coordinator.matching(path);
    expect((await coordinator.patch(path, { memberCount: 7 }, match).expect(422)).body).toMatchObject({
      code: 'read-only',
      errors: [{ pointer: '/memberCount' }],
    });
    const { body } = await coordinator.patch(path, { pool: true, description: { fi: 'Kokeilevat ensin' } }, match).expect(200);
    expect(body).toMatchObject({ version: 2, pool: true, description: { fi: 'Kokeilevat ensin' }, kind: 'residents' });
    expect((await eventsOf(path)).map(({ type }) => type)).toEqual(['fiksu.partners.community.created.v1', 'fiksu.partners.community.changed.v1']);
  });

  it('is found by kind, district, theme, pool and words', async () => {
    const path = await founded({ name: { fi: 'Sammalkerho' }, kind: 'developers', districts: ['kalasatama'], themes: ['energy'], pool: true });
    for (const query of ['kind=developers', 'district=kalasatama', 'theme=energy', 'pool=true', 'q=sammal'])
      expect([query, (await service.anyone.get(`/communities?${query}&limit=200`)).body.data.map((each: { id: string }) => each.id)]).toEqual([
        query,
        expect.arrayContaining([idIn(path)]),
      ]);
    expect((await service.anyone.get('/communities?q=sammal&kind=residents')).body.data).toEqual([]);
    expect((await service.anyone.get('/communities/counts?by=kind&q=sammal')).body).toEqual({ by: 'kind', counts: { developers: 1, residents: 0 }, total: 1 });
  });

  it('of other districts is not changed, removed or moved there by a coordinator who is limited', async () => {
    const path = await founded();
    const match = await coordinator.matching(path);
    for (const answer of [
      await ofPasila.patch(path, { pool: true }, match),
      await ofPasila.delete(path, match),
      await ofPasila.post('/communities', communityOf()),
    ])
      expect([answer.status, answer.body.code]).toEqual([403, 'outside-districts']);
    const own = await founded({ districts: ['pasila'] }, ofPasila);
    expect((await ofPasila.patch(own, { districts: ['malmi'] }, await ofPasila.matching(own)).expect(403)).body.code).toBe('outside-districts');
  });

  it('is removed with its members and announcements, and each of them is told of', async () => {
    const path = await founded();
    const { body: member } = await coordinator.post(`${path}/members`, memberOf()).expect(201);
    const { body: announcement } = await coordinator.post(`${path}/announcements`, { title: { fi: 'Hei' }, text: { fi: 'Hei vaan' } }).expect(201);
    await coordinator.delete(path, await coordinator.matching(path)).expect(204);
    await service.anyone.get(path).expect(404);
    expect(await db.run(sql`select from community_member where id = ${member.id}`)).toEqual([]);
    for (const gone of [`/members/${member.id as string}`, `/announcements/${announcement.id as string}`, path])
      expect((await eventsOf(gone)).at(-1)?.type).toMatch(/\.deleted\.v1$/);
  });

  it('that has gatherings is in use, and they are named', async () => {
    const path = await founded();
    const gathering = await made(coordinator, '/gatherings', gatheringOf(path));
    const { body } = await coordinator.delete(path, await coordinator.matching(path)).expect(409);
    expect(body).toMatchObject({ code: 'in-use', usedBy: [gathering.slice(1)] });
  });
});

describe('an announcement', () => {
  it('is made by a coordinator, and read by everybody', async () => {
    const path = await founded();
    const sent = { title: { fi: 'Kävelemme taas', en: 'We walk again' }, text: { fi: 'Malmitalolta 5.5.', en: 'From Malmitalo, 5 May' } };
    const { body, headers } = await coordinator.post(`${path}/announcements`, sent).expect(201);
    expect(headers.location).toBe(`/partners/v1${path}/announcements/${body.id as string}`);
    expect(body).toMatchObject({ ...sent, version: 1, community: idIn(path) });
    expect((await service.anyone.get(headers.location as string).expect(200)).body).toEqual(body);
    expect((await service.anyone.get(`${path}/announcements`).expect(200)).body.data).toEqual([body]);
    expect((await service.anyone.get(`${path}/announcements?language=sv`).expect(200)).body.data).toEqual([]);
    expect((await service.anyone.get(`${path}/announcements/counts?by=language`).expect(200)).body).toMatchObject({ counts: { fi: 1, sv: 0, en: 1 } });
    expect(await eventsOf(`/announcements/${body.id as string}`)).toMatchObject([{ type: 'fiksu.partners.announcement.created.v1', data: sent }]);
  });

  it('needs a title and a text', async () => {
    const path = await founded();
    const { body } = await coordinator.post(`${path}/announcements`, {}).expect(400);
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/title', '/text']);
  });

  it('is that of one community, and of none that there is not', async () => {
    const [path, other] = [await founded(), await founded()];
    const { body } = await coordinator.post(`${path}/announcements`, { title: { fi: 'Hei' }, text: { fi: 'Hei' } }).expect(201);
    await service.anyone.get(`${other}/announcements/${body.id as string}`).expect(404);
    await service.anyone.get('/communities/0198bbbb-0000-7000-8000-00000000ffff/announcements').expect(404);
    expect((await ofPasila.post(`${path}/announcements`, { title: { fi: 'Hei' }, text: { fi: 'Hei' } })).status).toBe(403);
  });

  it('is taken back in the version that was read', async () => {
    const path = await founded();
    const announcement = await made(coordinator, `${path}/announcements`, { title: { fi: 'Hei' }, text: { fi: 'Hei' } });
    await coordinator.delete(announcement).expect(428);
    await coordinator.delete(announcement, { 'If-Match': '"7"' }).expect(412);
    await coordinator.delete(announcement, await coordinator.matching(announcement)).expect(204);
    await service.anyone.get(announcement).expect(404);
  });
});
