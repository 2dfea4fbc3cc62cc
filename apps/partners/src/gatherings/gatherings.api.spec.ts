/** What communities meet for: API contract, P7, G7, G8, G10 to G12. */
import { Database, sql } from '@fiksu/service';
import { startTestService, type Client, type TestService } from '@fiksu/testing';
import { partners } from '../partners.ts';
import { communityOf, gatheringOf, idIn, made } from '../testing/communities-of-a-test.ts';
import { added, idOf } from '../testing/organisations-of-a-test.ts';

let service: TestService;
let db: Database;
let coordinator: Client;
let community: string;
beforeAll(async () => {
  service = await startTestService(partners);
  db = service.app.get(Database);
  coordinator = await service.as('coordinator');
  community = await made(coordinator, '/communities', communityOf({ themes: ['mobility'] }));
});
afterAll(() => service.stop());

const planned = (terms: object = {}, of = community) => made(coordinator, '/gatherings', gatheringOf(of, terms));
const read = async (path: string) => (await service.anyone.get(path).expect(200)).body;
const typesOf = async (path: string) =>
  (await db.run<{ type: string }>(sql`select event ->> 'type' as type from outbox where aggregate = ${path.slice(1)} order by position`)).map(
    ({ type }) => type,
  );
const attendance = [
  { group: 'residents', count: 23 },
  { group: 'companies', count: 4 },
];

describe('a gathering', () => {
  it('is planned for a community, and read by everybody; it is where the community is', async () => {
    const { body, headers } = await coordinator.post('/gatherings', gatheringOf(community)).expect(201);
    expect(headers.location).toBe(`/partners/v1/gatherings/${body.id as string}`);
    expect(body).toMatchObject({
      ...{ version: 1, status: 'planned', actions: ['hold', 'cancel'], community: idIn(community), kind: 'walk' },
      place: { name: { fi: 'Malmitalo' }, location: { type: 'Point', coordinates: [25.0106, 60.2505] } },
      ...{ startsAt: '2026-05-05T14:00:00.000Z', endsAt: '2026-05-05T16:00:00.000Z', districts: ['malmi'], themes: ['mobility'] },
      ...{ attendance: [], organisations: [], topics: [], description: null, cancellationReason: null },
    });
    expect(await read(headers.location as string)).toEqual({ ...body, actions: [] });
  });

  it('may be nowhere in particular', async () => {
    const path = await planned({ place: { name: { fi: 'Verkossa' } } });
    expect((await read(path)).place).toEqual({ name: { fi: 'Verkossa' }, location: null });
  });

  it.each([
    [{ community: undefined }, '/community'],
    [{ kind: 'party' }, '/kind'],
    [{ title: 'Kävely' }, '/title'],
    [{ place: 'Malmitalo' }, '/place'],
    [{ place: { name: { fi: 'Malmitalo' }, location: { type: 'Point', coordinates: [190, 60] } } }, '/place/location/coordinates'],
    [{ startsAt: '2026-05-05' }, '/startsAt'],
    [{ endsAt: undefined }, '/endsAt'],
    [{ attendance }, '/attendance'],
  ])('is malformed with %j', async (terms, pointer) => {
    const { body } = await coordinator.post('/gatherings', gatheringOf(community, terms)).expect(400);
    expect(body.errors).toContainEqual(expect.objectContaining({ pointer }));
  });

  it.each([
    [{ community: '0198bbbb-0000-7000-8000-000000000009' }, '/community'],
    [{ endsAt: '2026-05-05T14:00:00Z' }, '/endsAt'],
    [{ attachments: ['0198bbbb-0000-7000-8000-000000000009'] }, '/attachments/0'],
  ])('is refused with %j', async (terms, pointer) => {
    const { body } = await coordinator.post('/gatherings', gatheringOf(community, terms)).expect(422);
    expect(body.errors).toEqual([expect.objectContaining({ pointer })]);
  });

  it('is held, also before its time, with counts by group and the organisations that came', async () => {
    const organisation = await added(coordinator);
    const path = await planned({ startsAt: '2099-05-05T14:00:00Z', endsAt: '2099-05-05T16:00:00Z' });
    const match = await coordinator.matching(path);
    const { body } = await coordinator.post(`${path}/hold`, { attendance, organisations: [idOf(organisation)] }, match).expect(200);
    expect(body).toMatchObject({ version: 2, status: 'held', actions: [], attendance, organisations: [idOf(organisation)] });
    for (const action of ['hold', 'cancel'])
      expect((await coordinator.act(path, action, action === 'cancel' ? { reason: { fi: 'Myrsky' } } : {})).body).toMatchObject({
        ...{ status: 409, code: 'illegal-transition', state: 'held', allowed: [] },
      });
    expect(await typesOf(path)).toEqual(['fiksu.partners.gathering.created.v1', 'fiksu.partners.gathering.held.v1']);
    expect((await service.anyone.get(`/gatherings?organisation=${idOf(organisation)}`)).body.data).toHaveLength(1);
  });

  it('is held without a word about who came', async () => {
    expect((await coordinator.act(await planned(), 'hold')).body).toMatchObject({ status: 'held', attendance: [], organisations: [] });
  });

  it('is not held by organisations that there are not, or with a group counted twice', async () => {
    const path = await planned();
    const match = await coordinator.matching(path);
    const unknown = { organisations: ['0198bbbb-0000-7000-8000-000000000009'] };
    expect((await coordinator.post(`${path}/hold`, unknown, match).expect(422)).body.errors[0].pointer).toBe('/organisations/0');
    const twice = { attendance: [...attendance, { group: 'residents', count: 1 }] };
    expect((await coordinator.post(`${path}/hold`, twice, match).expect(422)).body.errors[0].pointer).toBe('/attendance/2/group');
    expect((await read(path)).status).toBe('planned');
  });

  it('needs the version that was read to be held or cancelled', async () => {
    const path = await planned();
    await coordinator.post(`${path}/hold`).expect(428);
    await coordinator.post(`${path}/cancel`, { reason: { fi: 'Myrsky' } }, { 'If-Match': '"7"' }).expect(412);
  });

  it('is cancelled for a reason, which everybody reads', async () => {
    const path = await planned();
    const reason = { fi: 'Myrskyvaroitus', sv: 'Stormvarning' };
    expect((await coordinator.act(path, 'cancel')).status).toBe(400);
    expect((await coordinator.act(path, 'cancel', { reason })).body).toMatchObject({ status: 'cancelled', cancellationReason: reason, actions: [] });
    expect((await read(path)).cancellationReason).toEqual(reason);
    expect((await service.anyone.get(`${path}/history`)).body.data.at(-1)).toMatchObject({ action: 'cancel', from: 'planned', to: 'cancelled', reason });
  });

  it('that was held has who came put right, and one that was not has nothing to put right', async () => {
    const [path, later] = [await planned(), await planned()];
    await coordinator.act(path, 'hold', { attendance });
    const corrected = [{ group: 'residents', count: 24 }];
    expect((await coordinator.patch(path, { attendance: corrected }, await coordinator.matching(path)).expect(200)).body.attendance).toEqual(corrected);
    const { body } = await coordinator.patch(later, { attendance: corrected }, await coordinator.matching(later)).expect(422);
    expect(body).toMatchObject({ code: 'read-only', errors: [{ pointer: '/attendance' }] });
  });

  it('changes by a merge patch, except for what follows from others', async () => {
    const path = await planned();
    const match = await coordinator.matching(path);
    for (const member of ['status', 'location', 'districts', 'themes', 'cancellationReason'])
      expect((await coordinator.patch(path, { [member]: ['pasila'] }, match).expect(422)).body).toMatchObject({ code: 'read-only' });
    expect((await coordinator.patch(path, { endsAt: '2026-05-05T13:00:00Z' }, match).expect(422)).body.errors[0].pointer).toBe('/endsAt');
    const moved = { place: { name: { fi: 'Kirjasto' } }, topics: ['accessibility', 'accessibility'] };
    expect((await coordinator.patch(path, moved, match).expect(200)).body).toMatchObject({
      ...{ version: 2, place: { name: { fi: 'Kirjasto' }, location: { type: 'Point' } }, topics: ['accessibility'], kind: 'walk' },
    });
    expect((await coordinator.patch(path, { kind: 'walk' }, await coordinator.matching(path)).expect(200)).body.version).toBe(2);
  });

  it('moves along with its community', async () => {
    const own = await made(coordinator, '/communities', communityOf());
    const path = await planned({}, own);
    await coordinator.patch(own, { districts: ['malmi', 'kalasatama'], themes: ['energy'] }, await coordinator.matching(own)).expect(200);
    expect(await read(path)).toMatchObject({ version: 2, districts: ['malmi', 'kalasatama'], themes: ['energy'] });
    expect(await typesOf(path)).toEqual(['fiksu.partners.gathering.created.v1', 'fiksu.partners.gathering.changed.v1']);
  });

  it('is where its community is, also when both change at once', async () => {
    for (const own of await Promise.all(Array.from({ length: 8 }, () => made(coordinator, '/communities', communityOf())))) {
      const [gathering] = await Promise.all([planned({}, own), coordinator.patch(own, { districts: ['pasila'] }, { 'If-Match': '"1"' }).expect(200)]);
      expect((await read(gathering)).districts).toEqual(['pasila']);
    }
  });

  it('of other districts is not planned, changed or moved by a coordinator who is limited', async () => {
    const ofPasila = await service.as('coordinator', { districts: ['pasila'] });
    const path = await planned();
    const match = await coordinator.matching(path);
    const own = await made(ofPasila, '/communities', communityOf({ districts: ['pasila'] }));
    const ofOwn = await made(ofPasila, '/gatherings', gatheringOf(own));
    const answers = [
      await ofPasila.post('/gatherings', gatheringOf(community)),
      await ofPasila.patch(path, { kind: 'visit' }, match),
      await ofPasila.post(`${path}/hold`, {}, match),
      await ofPasila.patch(ofOwn, { community: idIn(community) }, await ofPasila.matching(ofOwn)),
      await ofPasila.delete(path, match),
    ];
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(answers.map(() => [403, 'outside-districts']));
  });

  it('is removed while it was not held', async () => {
    const [path, held] = [await planned(), await planned()];
    await coordinator.act(held, 'hold');
    await coordinator.delete(path, await coordinator.matching(path)).expect(204);
    await service.anyone.get(path).expect(404);
    expect((await coordinator.delete(held, await coordinator.matching(held)).expect(409)).body.code).toBe('illegal-transition');
  });

  it('holds the organisations that came in the registry, and names the one into which one is merged', async () => {
    const [old, into] = [await added(coordinator), await added(coordinator)];
    const path = await planned();
    await coordinator.act(path, 'hold', { organisations: [idOf(old), idOf(into)] });
    expect((await coordinator.delete(old, await coordinator.matching(old)).expect(409)).body).toMatchObject({ code: 'in-use', usedBy: [path.slice(1)] });
    const { body } = await coordinator.post(`${old}/merge`, { into: idOf(into) }, await coordinator.matching(old)).expect(200);
    expect(body.moves).toContainEqual({ service: 'partners', kind: 'gathering', count: 1 });
    expect(await read(path)).toMatchObject({ version: 3, organisations: [idOf(into)] });
    expect((await service.anyone.get(`/gatherings?organisation=${idOf(old)}`)).body.data).toHaveLength(1);
  });

  it('shows its files to everybody', async () => {
    const { body: file } = await coordinator.upload(Buffer.from('Reitti kulkee Malmilta Pukinmäkeen.'), 'text/plain', 'reitti.txt').expect(201);
    await service.anyone.get(`/files/${file.id as string}`).expect(404);
    await planned({ attachments: [file.id] });
    await service.anyone.get(`/files/${file.id as string}`).expect(200);
  });

  it('is cancelled along with others in a batch', async () => {
    const paths = [await planned(), await planned()];
    const { body } = await coordinator
      .post(
        '/gatherings/batch',
        paths.map((path) => ({ id: idIn(path), action: 'cancel', ifMatch: '"1"', body: { reason: { fi: 'Myrsky' } } })),
      )
      .expect(200);
    expect(body.data.map(({ status }: { status: number }) => status)).toEqual([200, 200]);
  });
});

describe('gatherings', () => {
  it('are found by community, kind, state, district, theme, topic, words and days in Helsinki', async () => {
    const own = await made(coordinator, '/communities', communityOf({ districts: ['kalasatama'], themes: ['wellbeing'] }));
    // From half past eleven in the evening of 31 May until half past one in the night of 1 June, in Helsinki.
    const times = { startsAt: '2027-05-31T20:30:00Z', endsAt: '2027-05-31T22:30:00Z' };
    const path = await planned({ kind: 'hackathon', title: { fi: 'Yöhakkerointi' }, topics: ['sensors'], ...times }, own);
    const idsOf = async (query: string): Promise<string[]> =>
      (await service.anyone.get(`/gatherings?community=${idIn(own)}&${query}`).expect(200)).body.data.map(({ id }: { id: string }) => id);
    const found = [
      'kind=hackathon',
      'status=planned',
      'district=kalasatama',
      'theme=wellbeing',
      'topic=sensors',
      'q=yöhakk',
      'from=2027-06-01',
      'until=2027-05-31',
    ];
    for (const query of found) expect([query, await idsOf(query)]).toEqual([query, [idIn(path)]]);
    for (const query of ['kind=walk', 'status=held', 'district=malmi', 'topic=bees', 'from=2027-06-02', 'until=2027-05-30'])
      expect([query, await idsOf(query)]).toEqual([query, []]);
    await service.anyone.get('/gatherings?from=tomorrow').expect(400);
    expect((await service.anyone.get(`/gatherings/counts?by=status&community=${idIn(own)}`)).body).toEqual({
      ...{ by: 'status', counts: { planned: 1, held: 0, cancelled: 0 }, total: 1 },
    });
  });

  it('are sorted by when they begin, and exported as they are listed', async () => {
    const own = await made(coordinator, '/communities', communityOf());
    const [later, sooner] = [
      await planned({ startsAt: '2027-06-02T10:00:00Z', endsAt: '2027-06-02T11:00:00Z' }, own),
      await planned({ startsAt: '2027-06-01T10:00:00Z', endsAt: '2027-06-01T11:00:00Z' }, own),
    ];
    const { body } = await service.anyone.get(`/gatherings?community=${idIn(own)}&sort=startsAt`).expect(200);
    expect(body.data.map(({ id }: { id: string }) => id)).toEqual([sooner, later].map(idIn));
    const { text } = await service.anyone.get(`/gatherings/export?community=${idIn(own)}&sort=startsAt`).expect(200);
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(lines).toEqual(body.data);
    const map = JSON.parse((await service.anyone.get(`/gatherings/export?format=geojson&community=${idIn(own)}&sort=startsAt`).expect(200)).text) as object;
    const geometry = { type: 'Point', coordinates: [25.0106, 60.2505] };
    expect(map).toMatchObject({
      type: 'FeatureCollection',
      features: [
        { type: 'Feature', id: idIn(sooner), geometry },
        { type: 'Feature', id: idIn(later), geometry },
      ],
    });
  });
});
