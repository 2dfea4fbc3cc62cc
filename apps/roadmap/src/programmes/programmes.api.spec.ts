/** Programmes and their sub-projects: API contract, R3, G8 (districts), G12 (patches) and G15 (money). */
import { readFileSync } from 'node:fs';
import type { Client, TestService } from '@fiksu/testing';
import { startRoadmap } from '../testing/start-roadmap.ts';

const org = (last: number) => `0198bbbb-0000-7000-8000-00000000000${last}`;
const idPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const smallest = { title: { fi: 'Fiksu kaupunki' }, period: { from: '2020-11' } };

let roadmap: TestService;
let coordinator: Client;
beforeAll(async () => {
  roadmap = await startRoadmap();
  coordinator = await roadmap.as('coordinator');
});
afterAll(() => roadmap.stop());

const create = async (terms: object = {}, by: Client = coordinator) => by.post('/programmes', { ...smallest, ...terms });
async function made(terms: object = {}): Promise<string> {
  const { status, body } = await create(terms);
  expect([status, body.errors]).toEqual([201, undefined]);
  return `/programmes/${body.id}`;
}
const patch = async (path: string, change: object, by: Client = coordinator) => by.patch(path, change, await roadmap.anyone.matching(path));
const read = async (path: string) => (await roadmap.anyone.get(path).expect(200)).body;
const pointersOf = (body: { errors: { pointer: string }[] }) => body.errors.map((fault) => fault.pointer);
const euros = (amount: unknown, currency = 'EUR') => ({ grantedFunding: { amount, currency } });

describe('a programme', () => {
  it('is answered as it was sent, its sub-projects with ids, and is public', async () => {
    const sent = {
      ...{
        title: { fi: 'Fiksu kaupunki', en: 'Smart City' },
        description: { fi: 'Neljä aluetta' },
        implementers: [org(1), org(2)],
        partners: [org(3)],
        lead: org(1),
      },
      ...{
        period: { from: '2020-11', to: '2023-12' },
        grantedFunding: { amount: '1558294.00', currency: 'EUR' },
        objectives: [{ fi: 'Elinvoima' }, { en: 'Equality' }],
      },
      ...{ themes: ['mobility'], districts: ['pasila', 'malmi'], lessonsFrom: ['kalasatama'] },
      subProjects: [
        { title: { fi: 'Pasila' }, districts: ['pasila'], themes: ['mobility'], lead: org(2) },
        { title: { fi: 'Malmi' }, districts: ['malmi'], themes: [], lead: null },
      ],
    };
    const { body, headers } = await coordinator.post('/programmes', sent).expect(201);
    expect(body).toMatchObject({ ...sent, version: 1 });
    expect(body.id).toMatch(idPattern);
    const ids = body.subProjects.map((part: { id: string }) => part.id);
    for (const id of ids) expect(id).toMatch(idPattern);
    expect(new Set(ids).size).toBe(2);
    expect(headers).toMatchObject({ location: `/roadmap/v1/programmes/${body.id}`, etag: expect.stringMatching(/^"1-/) as string });
    expect(await read(`/programmes/${body.id}`)).toEqual(body);
  });

  it('needs a title and a beginning, and nothing else', async () => {
    const { body } = await create();
    expect(body).toMatchObject({
      period: { from: '2020-11', to: null },
      grantedFunding: null,
      lead: null,
      implementers: [],
      partners: [],
      subProjects: [],
      objectives: [],
      lessonsFrom: [],
    });
    for (const [sent, pointer] of [
      [{ title: undefined }, '/title'],
      [{ period: undefined }, '/period'],
      [{ period: {} }, '/period/from'],
      [{ period: { to: '2020-11' } }, '/period/from'],
    ] as const) {
      const answer = await create(sent);
      expect([answer.status, answer.body.code]).toEqual([400, 'malformed']);
      expect(pointersOf(answer.body)).toEqual([pointer]);
    }
  });

  it('can be the one of the sample, with its real figures', async () => {
    const { data } = JSON.parse(readFileSync(new URL('../../../../sample/programmes/fiksu-kaupunki.json', import.meta.url), 'utf8')) as { data: object[] };
    const { status, body } = await coordinator.post('/programmes', data[0]);
    expect([status, body.errors]).toEqual([201, undefined]);
    expect(body).toMatchObject({
      period: { from: '2020-11', to: '2023-12' },
      grantedFunding: { amount: '1558294.00', currency: 'EUR' },
      lessonsFrom: ['kalasatama'],
    });
    expect(body.subProjects).toHaveLength(4);
  });

  it.each([
    ['an unknown member', { colour: 'red' }, '/colour'],
    ['a plain title', { title: 'Fiksu' }, '/title'],
    ['a lead that is no id', { lead: 'forum-virium' }, '/lead'],
    ['a plain objective', { objectives: ['Elinvoima'] }, '/objectives/0'],
    ['a month that is none', { period: { from: '2020-13' } }, '/period/from'],
    ['a day that is none', { period: { from: '2020-02-30' } }, '/period/from'],
    ['a year alone', { period: { from: '2020' } }, '/period/from'],
    ['a sub-project without a title', { subProjects: [{ districts: [] }] }, '/subProjects/0/title'],
    ['a number for money', euros(8000), '/grantedFunding/amount'],
    ['another currency', euros('8000.00', 'SEK'), '/grantedFunding/currency'],
    ['a plain amount', { grantedFunding: '8000.00' }, '/grantedFunding'],
    ['a comma in the amount', euros('8000,00'), '/grantedFunding/amount'],
    ['an exponent in the amount', euros('8e3'), '/grantedFunding/amount'],
  ])('with %s is malformed', async (_, sent, pointer) => {
    const { status, body } = await create(sent);
    expect([status, body.code, pointersOf(body)]).toEqual([400, 'malformed', [pointer]]);
  });

  it.each([
    ['that ends before it begins', { period: { from: '2020-11', to: '2020-10' } }, '/period/to'],
    ['with three decimals', euros('8000.005'), '/grantedFunding/amount'],
    ['with three decimals that say nothing', euros('8000.000'), '/grantedFunding/amount'],
    ['with money below zero', euros('-0.01'), '/grantedFunding/amount'],
    ['in a district that nobody knows', { districts: ['malmi', 'atlantis'] }, '/districts/1'],
    ['that learns from a district that nobody knows', { lessonsFrom: ['atlantis'] }, '/lessonsFrom/0'],
    ['of a theme that nobody knows', { themes: ['alchemy'] }, '/themes/0'],
    [
      'with a part in a district that nobody knows',
      { subProjects: [{ title: { fi: 'A' } }, { title: { fi: 'B' }, districts: ['atlantis'] }] },
      '/subProjects/1/districts/0',
    ],
    ['with a part of a theme that nobody knows', { subProjects: [{ title: { fi: 'A' }, themes: ['alchemy'] }] }, '/subProjects/0/themes/0'],
    ['with a part that has an id from elsewhere', { subProjects: [{ id: org(9), title: { fi: 'A' } }] }, '/subProjects/0/id'],
  ])('%s is refused', async (_, sent, pointer) => {
    const { status, body } = await create(sent);
    expect([status, body.code, pointersOf(body)]).toEqual([422, 'invalid', [pointer]]);
  });

  it('may name organisations of which this service has not heard', async () => {
    await made({ implementers: [org(7)], partners: [org(8)], lead: org(9) });
  });

  it('names each thing once', async () => {
    const path = await made({ districts: ['malmi', 'pasila', 'malmi'], themes: ['safety', 'safety'], implementers: [org(1), org(1)] });
    expect(await read(path)).toMatchObject({ districts: ['malmi', 'pasila'], themes: ['safety'], implementers: [org(1)] });
  });
});

describe('the period of a programme', () => {
  it.each([
    ['2020-11', '2023-12'],
    ['2020-11-15', '2023-12-31'],
    ['2020-11', '2020-11-05'],
    ['2020-11-15', '2020-11'],
  ])('%s to %s is kept as precise as it was given', async (from, to) => {
    expect((await read(await made({ period: { from, to } }))).period).toEqual({ from, to });
  });
});

describe('money', () => {
  it.each([
    ['8000', '8000.00'],
    ['8000.5', '8000.50'],
    ['8000.50', '8000.50'],
    ['0', '0.00'],
    ['999999999999.99', '999999999999.99'],
  ])('that is sent as %s is answered as %s', async (sent, answered) => {
    const { status, body } = await create(euros(sent));
    expect([status, body.grantedFunding]).toEqual([201, { amount: answered, currency: 'EUR' }]);
    expect((await read(`/programmes/${body.id}`)).grantedFunding).toEqual(body.grantedFunding);
  });

  it('sent in another way that means the same changes nothing', async () => {
    const path = await made(euros('8000.00'));
    const before = await roadmap.anyone.get(path);
    const { status, headers } = await patch(path, { grantedFunding: { amount: '8000' } });
    expect([status, headers.etag]).toEqual([200, before.headers.etag]);
  });
});

describe('changing a programme', () => {
  it('keeps what is not sent', async () => {
    const path = await made({ period: { from: '2020-11', to: '2023-12' }, districts: ['malmi'], lead: org(1), ...euros('100') });
    const before = await read(path);
    const { status, body } = await patch(path, { period: { to: '2024-06' } });
    expect(status).toBe(200);
    expect(body).toEqual({ ...before, period: { from: '2020-11', to: '2024-06' }, version: 2, updatedAt: body.updatedAt });
    expect(await read(path)).toEqual(body);
  });

  it('removes what is optional with null', async () => {
    const path = await made({ description: { fi: 'x' }, period: { from: '2020-11', to: '2023-12' }, districts: ['malmi'], lead: org(1), ...euros('100') });
    const { body } = await patch(path, { description: null, period: { to: null }, districts: null, lead: null, grantedFunding: null });
    expect(body).toMatchObject({ description: null, period: { from: '2020-11', to: null }, districts: [], lead: null, grantedFunding: null });
  });

  it.each([
    ['title', { title: null }, '/title'],
    ['period', { period: null }, '/period'],
    ['beginning', { period: { from: null } }, '/period/from'],
    ['amount', { grantedFunding: { amount: null } }, '/grantedFunding/amount'],
  ])('cannot remove the %s', async (_, sent, pointer) => {
    const { status, body } = await patch(await made(euros('100')), sent);
    expect([status, pointersOf(body)]).toEqual([422, [pointer]]);
  });

  it('adds a language to a text without touching the others, removes one with null, and leaves at least one', async () => {
    const path = await made({ title: { fi: 'Fiksu' } });
    expect((await patch(path, { title: { sv: 'Fiffig' } })).body.title).toEqual({ fi: 'Fiksu', sv: 'Fiffig' });
    expect((await patch(path, { title: { fi: null } })).body.title).toEqual({ sv: 'Fiffig' });
    const { status, body } = await patch(path, { title: { sv: null } });
    expect([status, pointersOf(body)]).toEqual([422, ['/title']]);
    expect((await patch(path, { title: { de: 'Schlau' } })).status).toBe(400);
  });

  it('is checked as a whole: what was there and what is new', async () => {
    const path = await made({ period: { from: '2020-11', to: '2023-12' } });
    for (const [sent, pointer] of [
      [{ period: { from: '2024-01' } }, '/period/to'],
      [{ period: { to: '2020-10-31' } }, '/period/to'],
      [{ districts: ['atlantis'] }, '/districts/0'],
      [euros('1.001'), '/grantedFunding/amount'],
    ] as const) {
      const { status, body } = await patch(path, sent);
      expect([status, pointersOf(body)]).toEqual([422, [pointer]]);
    }
    expect((await read(path)).version).toBe(1);
  });

  it.each([
    ['a number for money', euros(8000), '/grantedFunding/amount'],
    ['another currency', { grantedFunding: { currency: 'SEK' } }, '/grantedFunding/currency'],
    ['an unknown member', { colour: 'red' }, '/colour'],
    ['a plain text', { title: 'Fiksu' }, '/title'],
  ])('with %s is malformed', async (_, sent, pointer) => {
    const { status, body } = await patch(await made(euros('1')), sent);
    expect([status, body.code, pointersOf(body)]).toEqual([400, 'malformed', [pointer]]);
  });

  it.each(['id', 'version', 'createdAt', 'updatedAt', 'status'])('does not write %s, which the platform sets', async (member) => {
    const { status, body } = await patch(await made(), { [member]: '1' });
    expect([status, body.code, pointersOf(body)]).toEqual([422, 'read-only', [`/${member}`]]);
  });

  it('to what it is already keeps the version', async () => {
    const path = await made({ subProjects: [{ title: { fi: 'Pasila' } }], ...euros('1') });
    const before = await read(path);
    const { id: _i, version: _v, createdAt: _c, updatedAt: _u, ...same } = before;
    expect((await patch(path, same)).body).toEqual(before);
    expect((await patch(path, {})).body).toEqual(before);
  });
});

describe('a sub-project', () => {
  const parts = [
    { title: { fi: 'Pasila' }, districts: ['pasila'] },
    { title: { fi: 'Malmi' }, districts: ['malmi'] },
  ];
  const idsOf = (body: { subProjects: { id: string }[] }) => body.subProjects.map((part) => part.id);

  it('keeps its id when something else changes', async () => {
    const path = await made({ subProjects: parts });
    const before = idsOf(await read(path));
    expect(idsOf((await patch(path, { title: { en: 'Smart' } })).body)).toEqual(before);
    expect(idsOf(await read(path))).toEqual(before);
  });

  it('keeps its id when it is sent with it, in whatever order; a new one gets its own', async () => {
    const path = await made({ subProjects: parts });
    const [pasila, malmi] = (await read(path)).subProjects;
    const { body } = await patch(path, { subProjects: [{ title: { fi: 'Mellunkylä' } }, { ...malmi, lead: org(1) }, pasila] });
    const [fresh, ...rest] = idsOf(body);
    expect(rest).toEqual([malmi.id, pasila.id]);
    expect(fresh).toMatch(idPattern);
    expect([malmi.id, pasila.id]).not.toContain(fresh);
    expect(body.subProjects[1]).toEqual({ ...malmi, lead: org(1) });
  });

  it('with an id that is not of this programme, or that another one of it has, is refused', async () => {
    const path = await made({ subProjects: parts });
    const [pasila] = (await read(path)).subProjects;
    const other = (await read(await made({ subProjects: parts }))).subProjects[0];
    for (const [subProjects, pointer] of [
      [[pasila, other], '/subProjects/1/id'],
      [[pasila, { ...pasila, title: { fi: 'Kaksonen' } }], '/subProjects/1/id'],
    ] as const) {
      const { status, body } = await patch(path, { subProjects });
      expect([status, pointersOf(body)]).toEqual([422, [pointer]]);
    }
  });
});

describe('a coordinator limited to districts', () => {
  it('adds programmes of these alone, with all their parts', async () => {
    const limited = await roadmap.as('coordinator', { districts: ['malmi'] });
    expect(
      (await create({ districts: ['malmi'], subProjects: [{ title: { fi: 'Tori' }, districts: ['malmi'] }], lessonsFrom: ['kalasatama'] }, limited)).status,
    ).toBe(201);
    for (const terms of [{ districts: ['malmi', 'pasila'] }, { districts: ['malmi'], subProjects: [{ title: { fi: 'Tori' }, districts: ['pasila'] }] }]) {
      const { status, body } = await create(terms, limited);
      expect([status, body.code]).toEqual([403, 'outside-districts']);
    }
    // 403 comes before 422 (G5).
    expect((await create({ districts: ['pasila'], period: { from: '2020-11', to: '2020-10' } }, limited)).status).toBe(403);
  });

  it('changes and removes programmes of these alone, and moves none elsewhere', async () => {
    const limited = await roadmap.as('coordinator', { districts: ['malmi'] });
    const own = await made({ districts: ['malmi'] });
    const others = await made({ districts: ['pasila', 'malmi'] });
    expect((await patch(own, { title: { en: 'Ours' } }, limited)).status).toBe(200);
    for (const [path, change] of [
      [own, { districts: ['pasila'] }],
      [others, { title: { en: 'Ours' } }],
      [others, { districts: ['malmi'] }],
    ] as const) {
      const { status, body } = await patch(path, change, limited);
      expect([status, body.code]).toEqual([403, 'outside-districts']);
    }
    expect((await limited.delete(others, await limited.matching(others))).status).toBe(403);
    expect((await limited.delete(own, await limited.matching(own))).status).toBe(204);
  });

  it('reads all programmes', async () => {
    const limited = await roadmap.as('coordinator', { districts: ['malmi'] });
    await limited.get(await made({ districts: ['pasila'] })).expect(200);
  });
});

describe('removing a programme', () => {
  it('leaves nothing at its address', async () => {
    const path = await made();
    expect((await coordinator.delete(path)).status).toBe(428);
    expect((await coordinator.delete(path, { 'If-Match': '"2-x"' })).status).toBe(412);
    expect((await coordinator.delete(path, await coordinator.matching(path))).status).toBe(204);
    await roadmap.anyone.get(path).expect(404);
    expect((await coordinator.delete(path, { 'If-Match': '*' })).status).toBe(404);
  });
});

describe('looking for programmes', () => {
  const ids = async (query: string) =>
    (await roadmap.anyone.get(`/programmes?limit=200&${query}`).expect(200)).body.data.map((programme: { id: string }) => `/programmes/${programme.id}`);

  it('finds them by words of title and description in any language, and not by what only their form says', async () => {
    const path = await made({ title: { fi: 'Rantaraitti', sv: 'Strandstråket' }, description: { en: 'Along the waterfront' } });
    for (const q of ['rantaraitti', 'STRANDSTRÅKET', 'waterfront', 'raitti']) expect(await ids(`q=${encodeURIComponent(q)}`)).toEqual([path]);
    for (const q of ['"fi"', '": "', '%', '_']) expect(await ids(`q=${encodeURIComponent(q)}`)).toEqual([]);
  });

  it('chooses by district, theme, lessons and organisations', async () => {
    const district = 'suurpiiri-keskinen';
    const path = await made({
      districts: [district],
      themes: ['participation'],
      lessonsFrom: [district],
      lead: org(4),
      implementers: [org(5)],
      partners: [org(6)],
    });
    for (const query of [
      `district=${district}`,
      `lessonsFrom=${district}`,
      `lead=${org(4)}`,
      `implementer=${org(5)}`,
      `partner=${org(6)}`,
      `district=${district}&theme=participation`,
    ]) {
      expect([query, await ids(query)]).toEqual([query, [path]]);
    }
    expect(await ids(`district=${district}&theme=safety`)).toEqual([]);
    expect((await roadmap.anyone.get(`/programmes/counts?by=district&district=${district}`)).body).toEqual({
      by: 'district',
      counts: { [district]: 1 },
      total: 1,
    });
  });
});

describe('the history of a programme', () => {
  it('tells who added and changed it', async () => {
    const path = await made();
    await patch(path, { title: { en: 'Smart' } });
    const { body } = await coordinator.get(`${path}/history`).expect(200);
    expect(body.data.map(({ action, by }: Record<string, unknown>) => [action, by])).toEqual(
      ['create', 'change'].map((action) => [action, { role: 'coordinator', organisation: null, sub: 'dev-coordinator' }]),
    );
  });
});
