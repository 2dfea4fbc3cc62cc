/** An organisation from the first word to the last, and the numbers that make it one. API contract, P1, G5, G11, G12. */
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

interface Sent {
  data: { id: string; version: number; name?: unknown; change: { action: string; fields: string[] } };
}

/** What others were told of an organisation, in order. */
async function told(path: string): Promise<{ type: string; data: Sent['data'] }[]> {
  const rows = await service.app
    .get(Database)
    .run<{ event: { type: string } & Sent }>(sql`select event from outbox where aggregate = ${path.slice(1)} order by id`);
  return rows.map(({ event: { type, data } }) => ({ type, data }));
}

describe('an organisation', () => {
  it('is added by a coordinator with name, kind and sector alone, and read by everybody', async () => {
    const { body, headers } = await coordinator
      .post('/organisations', { name: { fi: 'Forum Virium Helsinki Oy' }, kind: 'company', sector: 'public' })
      .expect(201);
    expect(headers.location).toBe(`/partners/v1/organisations/${body.id}`);
    const read = await service.anyone.get(headers.location as string).expect(200);
    expect(read.body).toEqual(body);
    expect(read.headers.etag).toBe(headers.etag);
    const empty = {
      businessId: null,
      vatId: null,
      pic: null,
      parent: null,
      size: null,
      website: null,
      districts: [],
      themes: [],
      expertise: [],
      externalIds: [],
    };
    expect(body).toMatchObject({
      version: 1,
      name: { fi: 'Forum Virium Helsinki Oy' },
      kind: 'company',
      sector: 'public',
      personal: false,
      situation: 'none',
      ...empty,
    });
  });

  it('keeps all that P1 names, each tag once, and districts and themes that nobody here has heard of', async () => {
    const whole = {
      name: { fi: 'Anturi Oy', sv: 'Givaren Ab', en: 'Sensor Ltd' },
      kind: 'developer',
      sector: 'civil-society',
      businessId: newBusinessId(),
      vatId: 'FI21700292',
      pic: newPic(),
      parent: idOf(await added(coordinator)),
      districts: ['malmi', 'never-heard-of'],
      themes: ['energy'],
      expertise: ['sensors', 'shade'],
      size: 'micro',
      externalIds: [{ scheme: 'cordis', value: '999' }],
      website: 'https://example.org/anturi',
    };
    const doubled = {
      ...whole,
      expertise: [...whole.expertise, 'sensors'],
      districts: [...whole.districts, 'malmi'],
      externalIds: [...whole.externalIds, ...whole.externalIds],
    };
    const { body } = await coordinator.post('/organisations', doubled).expect(201);
    expect(body).toMatchObject(whole);
  });

  it.each([
    ['a name', { name: undefined }, '/name'],
    ['a kind', { kind: undefined }, '/kind'],
    ['a sector', { sector: undefined }, '/sector'],
    ['a name that is localised', { name: 'Anturi' }, '/name'],
    ['a name in some language', { name: {} }, '/name'],
    ['a name of at most 300 characters', { name: { fi: 'x'.repeat(301) } }, '/name/fi'],
    ['a kind that there is', { kind: 'club' }, '/kind'],
    ['a sector of the quadruple helix', { sector: 'third' }, '/sector'],
    ['a size that there is', { size: 'huge' }, '/size'],
    ['a PIC of nine digits', { pic: '99999999' }, '/pic'],
    ['a PIC of digits', { pic: '99999999x' }, '/pic'],
    ['a Y-tunnus with its hyphen', { businessId: '21700292' }, '/businessId'],
    ['a Y-tunnus of digits', { businessId: 'rubbish' }, '/businessId'],
    ['a VAT id with the letters of its country', { vatId: '21700292' }, '/vatId'],
    ['a website with its scheme', { website: 'example.org' }, '/website'],
    ['a website that is one', { website: 'javascript:alert(1)' }, '/website'],
    ['districts that are slugs', { districts: ['Malmi!'] }, '/districts/0'],
    ['a parent that is an id', { parent: 'acme' }, '/parent'],
    ['members that there are', { colour: 'red' }, '/colour'],
    ['no situation, which registers tell', { situation: 'bankruptcy' }, '/situation'],
  ])('needs %s: else it is malformed', async (_, terms, pointer) => {
    const { body } = await coordinator.post('/organisations', organisationOf(terms)).expect(400);
    expect([body.code, body.errors[0].pointer]).toEqual(['malformed', pointer]);
  });

  it('is changed by a merge patch in the version that was read', async () => {
    const path = await added(coordinator, { size: 'small', website: 'https://example.org' });
    await coordinator.patch(path, { size: 'large' }).expect(428);
    const match = await coordinator.matching(path);
    const { body } = await coordinator.patch(path, { size: 'large', website: null, name: { sv: 'Givaren Ab' } }, match).expect(200);
    expect(body).toMatchObject({ version: 2, size: 'large', website: null, name: { fi: 'Malmin Anturi Oy', sv: 'Givaren Ab' } });
    const { body: stale } = await coordinator.patch(path, { size: 'micro' }, match).expect(412);
    expect(stale.code).toBe('stale');
  });

  it('stays as it is, with its version and its tag, where a patch says what it is already', async () => {
    const path = await added(coordinator, { businessId: '201256-6' });
    const match = await coordinator.matching(path);
    const { body, headers } = await coordinator.patch(path, { businessId: '201256-6', districts: [] }, match).expect(200);
    expect([body.version, headers.etag]).toEqual([1, match['If-Match']]);
    await coordinator.delete(path, match).expect(204);
  });

  it.each([
    ['name', null, '/name', 'invalid'],
    ['kind', null, '/kind', 'invalid'],
    ['situation', 'none', '/situation', 'read-only'],
    ['id', '0198bbbb-0000-7000-8000-000000000001', '/id', 'read-only'],
    ['version', 7, '/version', 'read-only'],
  ])('keeps its %s against a patch to %s', async (member, value, pointer, code) => {
    const path = await added(coordinator);
    const { body } = await coordinator.patch(path, { [member]: value }, await coordinator.matching(path)).expect(422);
    expect([body.code, body.errors[0].pointer]).toEqual([code, pointer]);
  });

  it('is removed, and then is not there', async () => {
    const path = await added(coordinator);
    await coordinator.delete(path).expect(428);
    await coordinator.delete(path, await coordinator.matching(path)).expect(204);
    await coordinator.get(path).expect(404);
  });

  it('that others are a part of is not removed, and the refusal names them', async () => {
    const parent = await added(coordinator);
    const part = await added(coordinator, { parent: idOf(parent) });
    const { body } = await coordinator.delete(parent, await coordinator.matching(parent)).expect(409);
    expect(body).toMatchObject({ code: 'in-use', usedBy: [part.slice(1)] });
    await coordinator.delete(part, await coordinator.matching(part)).expect(204);
    await coordinator.delete(parent, await coordinator.matching(parent)).expect(204);
  });

  it('tells others when it is added, changed and removed, with its whole state', async () => {
    const path = await added(coordinator, { districts: ['malmi'] });
    await coordinator.patch(path, { size: 'large' }, await coordinator.matching(path)).expect(200);
    const { body } = await coordinator.get(path);
    await coordinator.delete(path, await coordinator.matching(path)).expect(204);
    const events = await told(path);
    expect(events.map(({ type }) => type)).toEqual(['created', 'changed', 'deleted'].map((word) => `fiksu.partners.organisation.${word}.v1`));
    expect(events[1]?.data).toMatchObject({ ...body, change: { action: 'change', fields: ['/size'], by: 'coordinator' } });
    expect(events[2]?.data).toEqual({ id: idOf(path), version: 3, visibility: 'public', change: expect.objectContaining({ action: 'delete' }) });
  });

  it('has a history: who did what and when', async () => {
    const path = await added(coordinator);
    await coordinator.patch(path, { size: 'large' }, await coordinator.matching(path)).expect(200);
    const { body } = await service.anyone.get(`${path}/history`).expect(200);
    expect(body.data.map(({ action, by }: { action: string; by: object }) => [action, by])).toEqual([
      ['create', { role: 'coordinator', organisation: null }],
      ['change', { role: 'coordinator', organisation: null }],
    ]);
  });
});

describe('a Y-tunnus', () => {
  it('of six digits gets its leading zero, and is found by either form', async () => {
    const path = await added(coordinator, { businessId: '201256-6' });
    for (const asked of ['0201256-6', '201256-6']) {
      const { body } = await service.anyone.get(`/organisations?businessId=${asked}`).expect(200);
      expect(body.data).toMatchObject([{ id: idOf(path), businessId: '0201256-6' }]);
    }
  });

  it.each(['2170029-3', '1234567-8', '201256-7', '0000000-0'])('whose check digit does not fit is against the rules: %s', async (businessId) => {
    const { body } = await coordinator.post('/organisations', organisationOf({ businessId })).expect(422);
    expect(body).toMatchObject({ code: 'invalid', errors: [{ pointer: '/businessId' }] });
    const path = await added(coordinator);
    const patched = await coordinator.patch(path, { businessId }, await coordinator.matching(path)).expect(422);
    expect(patched.body.errors).toMatchObject([{ pointer: '/businessId' }]);
  });

  it.each(['FI21700293', 'FI2170029', 'FI2170029-2', 'DE121689808', 'EL090101656'])('makes a VAT id, which is checked likewise: %s', async (vatId) => {
    const { body } = await coordinator.post('/organisations', organisationOf({ vatId })).expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/vatId' }]);
  });
});

describe.each([
  ['businessId', newBusinessId],
  ['pic', newPic],
])('a %s that another organisation has', (member, next) => {
  it('is refused with its pointer and the other one', async () => {
    const value = next();
    const existing = idOf(await added(coordinator, { [member]: value }));
    const path = await added(coordinator, { [member]: next() });
    const refusals = [
      await coordinator.post('/organisations', organisationOf({ [member]: value, parent: '0198bbbb-0000-7000-8000-000000000009' })).expect(409),
      await coordinator.patch(path, { [member]: value }, await coordinator.matching(path)).expect(409),
    ];
    for (const { body } of refusals) expect(body).toMatchObject({ code: 'already-exists', existing, errors: [{ pointer: `/${member}` }] });
  });

  it('is refused likewise to whoever loses a race for it', async () => {
    const session = await secondSession(service.database.url);
    const value = next();
    await session.query('begin');
    await session.query('lock table organisation in share mode');
    const sent = [1, 2].map(() => coordinator.post('/organisations', organisationOf({ [member]: value })).then((answer) => answer));
    await untilWaiting(session, sent.length);
    await session.query('commit');
    await session.end();
    const [first, second] = (await Promise.all(sent)).sort((a, b) => a.status - b.status);
    expect([first?.status, second?.status]).toEqual([201, 409]);
    expect(second?.body).toMatchObject({ code: 'already-exists', existing: first?.body.id, errors: [{ pointer: `/${member}` }] });
  });
});

describe('both numbers of others', () => {
  it('are refused at once', async () => {
    const taken = { businessId: newBusinessId(), pic: newPic() };
    await added(coordinator, taken);
    const { body } = await coordinator.post('/organisations', organisationOf(taken)).expect(409);
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/businessId', '/pic']);
  });
});

describe('the parent of an organisation', () => {
  it('is one that there is', async () => {
    const { body } = await coordinator.post('/organisations', organisationOf({ parent: '0198bbbb-0000-7000-8000-000000000009' })).expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/parent' }]);
  });

  it('is neither the organisation itself nor a part of it', async () => {
    const top = await added(coordinator);
    const middle = await added(coordinator, { parent: idOf(top) });
    const bottom = await added(coordinator, { parent: idOf(middle) });
    for (const below of [top, middle, bottom]) {
      const { body } = await coordinator.patch(top, { parent: idOf(below) }, await coordinator.matching(top)).expect(422);
      expect(body.errors).toMatchObject([{ pointer: '/parent' }]);
    }
    await coordinator.patch(bottom, { parent: idOf(top) }, await coordinator.matching(bottom)).expect(200);
  });

  it('is no circle either where two are put above each other at once', async () => {
    const [one, two] = [await added(coordinator), await added(coordinator)];
    const matches = [await coordinator.matching(one), await coordinator.matching(two)];
    const session = await secondSession(service.database.url);
    await session.query('begin');
    await session.query('select id from organisation where id = any($1) for update', [[idOf(one), idOf(two)]]);
    const sent = [
      coordinator.patch(one, { parent: idOf(two) }, matches[0]).then((answer) => answer),
      coordinator.patch(two, { parent: idOf(one) }, matches[1]).then((answer) => answer),
    ];
    await untilWaiting(session, sent.length);
    await session.query('commit');
    await session.end();
    expect((await Promise.all(sent)).map(({ status }) => status).sort()).toEqual([200, 422]);
  });
});
