/** A sole trader is a natural person: what names it is shown to few, and told to nobody (domain, "Law and money"). */
import { Database, sql } from '@fiksu/service';
import { startTestService, type Client, type TestService } from '@fiksu/testing';
import { partners } from '../partners.ts';
import { added, idOf, newBusinessId, newPic } from '../testing/organisations-of-a-test.ts';

let service: TestService;
let coordinator: Client;
let path: string;
let company: string;
const who = {
  name: { fi: 'Tmi Aamu Esimerkki', en: 'Aamu Esimerkki, designer' },
  businessId: newBusinessId(),
  vatId: 'FI21700292',
  pic: newPic(),
  externalIds: [{ scheme: 'cordis', value: '4711' }],
  website: 'https://aamu-esimerkki.example',
};
const known = { kind: 'company', sector: 'private', districts: ['malmi'], themes: ['business'], expertise: ['design'], size: 'micro' };
beforeAll(async () => {
  service = await startTestService(partners);
  coordinator = await service.as('coordinator');
  path = await added(coordinator, { ...who, ...known, personal: true });
  company = await added(coordinator, { name: { fi: 'Yritys Oy' }, districts: ['malmi'], businessId: newBusinessId() });
});
afterAll(() => service.stop());

const hidden = {
  name: { fi: 'Yksityinen elinkeinonharjoittaja', sv: 'Enskild näringsidkare', en: 'Sole trader' },
  ...{ businessId: null, vatId: null, pic: null, externalIds: [], website: null, situation: null },
};

/** Who may not know, each as a client. */
const others = async (): Promise<Client[]> => [
  service.anyone,
  await service.as('resident'),
  await service.as('evaluator'),
  await service.as('platform'),
  await service.as('partner', { org: idOf(company) }),
];
const ids = async (by: Client, query: string): Promise<string[]> => {
  const { body } = await by.get(`/organisations?limit=200&${query}`).expect(200);
  return (body.data as { id: string }[]).map(({ id }) => id);
};

describe('a sole trader', () => {
  it('is read by name by coordinators, and by itself', async () => {
    for (const client of [coordinator, await service.as('admin'), await service.as('partner', { org: idOf(path) })]) {
      const { body } = await client.get(path).expect(200);
      expect(body).toMatchObject({ ...who, ...known, personal: true, situation: 'none' });
    }
  });

  it('is read by others as what it does, and never as who it is', async () => {
    for (const client of await others()) {
      const { body } = await client.get(path).expect(200);
      expect(body).toMatchObject({ ...hidden, ...known, personal: true });
      const { body: list } = await client.get(`/organisations?id=${idOf(path)}`).expect(200);
      expect(list.data).toEqual([body]);
    }
  });

  it('is exported likewise', async () => {
    const { text } = await service.anyone.get('/organisations/export?personal=true').buffer(true).expect(200);
    expect(text).toContain('Sole trader');
    expect(text).not.toMatch(/Aamu|aamu|21700292|4711/);
  });

  it.each([
    ['name', 'q=Aamu'],
    ['name with a slip of the pen', 'q=Esimerki'],
    ['businessId', `businessId=${who.businessId}`],
    ['vatId', `vatId=${who.vatId}`],
    ['pic', `pic=${who.pic}`],
    ['external id', 'externalId=cordis:4711'],
    ['situation', 'situation=none'],
  ])('is not found by its %s by those who may not know it', async (_, query) => {
    for (const client of await others()) {
      expect(await ids(client, query)).not.toContain(idOf(path));
      const { body } = await client.get(`/organisations/counts?by=size&id=${idOf(path)}&${query}`).expect(200);
      expect(body.total).toBe(0);
    }
    for (const client of [coordinator, await service.as('partner', { org: idOf(path) })]) expect(await ids(client, query)).toContain(idOf(path));
  });

  it('is found and counted by what may be known of it', async () => {
    for (const query of ['district=malmi', 'theme=business', 'expertise=design', 'size=micro', 'personal=true', 'kind=company', 'sector=private'])
      expect(await ids(service.anyone, query)).toContain(idOf(path));
    const { body } = await service.anyone.get('/organisations/counts?by=personal').expect(200);
    expect(body.counts).toEqual({ false: 1, true: 1 });
  });

  it('is not counted by its situation', async () => {
    const { body } = await service.anyone.get('/organisations/counts?by=situation').expect(200);
    expect(body).toMatchObject({ counts: { none: 1 }, total: 1 });
  });

  it('stands in a list by name where the name stands that is read', async () => {
    // T, Y(ritys), and for others Y(ksityinen): the real name would come first.
    expect(await ids(coordinator, 'sort=name')).toEqual([path, company].map(idOf));
    for (const client of [service.anyone, await service.as('platform')]) {
      expect(await ids(client, 'sort=name')).toEqual([path, company].map(idOf));
      expect(await ids(client, 'sort=-name')).toEqual([company, path].map(idOf));
    }
    const first = await added(coordinator, { name: { fi: 'Vesi Oy' } });
    expect(await ids(service.anyone, 'sort=name')).toEqual([first, path, company].map(idOf));
    expect(await ids(coordinator, 'sort=name')).toEqual([path, first, company].map(idOf));
    await coordinator.delete(first, await coordinator.matching(first)).expect(204);
  });

  it('is told of by its id alone, whatever happens to it', async () => {
    await coordinator.patch(path, { expertise: ['design', 'shade'] }, await coordinator.matching(path)).expect(200);
    await coordinator.patch(path, { expertise: ['design'] }, await coordinator.matching(path)).expect(200);
    const events = await service.app.get(Database).run<{ event: { data: object } }>(sql`select event from outbox where aggregate = ${path.slice(1)}`);
    expect(events.length).toBeGreaterThan(2);
    for (const { event } of events) {
      expect(Object.keys(event.data).sort()).toEqual(['change', 'id', 'version', 'visibility']);
      expect(event.data).toMatchObject({ id: idOf(path), visibility: 'internal', change: { fields: [] } });
    }
  });

  it('whose number is taken is named to those alone who may know it', async () => {
    const answers = [
      [coordinator, idOf(path)],
      [await service.as('partner', { org: idOf(company) }), undefined],
    ] as const;
    for (const [client, existing] of answers) {
      const { body } = await client.patch(company, { pic: who.pic }, await coordinator.matching(company)).expect(409);
      expect([body.code, body.existing]).toEqual(['already-exists', existing]);
    }
  });
});
