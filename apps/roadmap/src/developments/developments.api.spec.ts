/** What is built and planned in a district: API contract, R1b, G8 (districts), G11 (removal), G12 (patches) and G25 (maps). */
import { Database, newId, sql } from '@fiksu/service';
import type { Client, TestService } from '@fiksu/testing';
import { startRoadmap } from '../testing/start-roadmap.ts';

const malmi = '/districts/malmi/developments';
const smallest = { title: { fi: 'Nallenrinne' }, kind: 'construction', stage: 'planned' };
const square = { type: 'Point', coordinates: [25.0106, 60.2505] };
const block = {
  type: 'Polygon',
  coordinates: [
    [
      [25.01, 60.25],
      [25.012, 60.25],
      [25.012, 60.252],
      [25.01, 60.25],
    ],
  ],
};

let roadmap: TestService;
let coordinator: Client;
let admin: Client;
beforeAll(async () => {
  roadmap = await startRoadmap();
  coordinator = await roadmap.as('coordinator');
  admin = await roadmap.as('admin');
});
afterAll(() => roadmap.stop());

const create = async (terms: object = {}, { by = coordinator, at = malmi }: { by?: Client; at?: string } = {}) => by.post(at, { ...smallest, ...terms });
async function made(terms: object = {}, at = malmi): Promise<string> {
  const { status, body } = await create(terms, { at });
  expect([status, body.errors]).toEqual([201, undefined]);
  return `${at}/${body.id as string}`;
}
const patch = async (path: string, change: object, by: Client = coordinator) => by.patch(path, change, await roadmap.anyone.matching(path));
const remove = async (path: string, by: Client = coordinator) => by.delete(path, await by.matching(path));
const pointersOf = (body: { errors: { pointer: string }[] }) => body.errors.map(({ pointer }) => pointer);

/** A district of its own, so that what a test counts is its own. */
async function ownDistrict(): Promise<string> {
  const id = `koe-${newId().slice(-12)}`;
  await admin.post('/districts', { id, name: { fi: 'Koealue' }, level: 'innovation-district', joins: ['peruspiiri-malmi'] }).expect(201);
  return id;
}

describe('a development', () => {
  it('is answered as it was sent, and anybody reads it at the address that was told', async () => {
    const sent = {
      ...{ title: { fi: 'Malmin lentokenttä', en: 'Malmi airfield' }, kind: 'zoning', stage: 'ongoing', builder: newId() },
      ...{ location: block, window: { from: '2027-03', to: '2030-11-30' } },
    };
    const { status, body, headers } = await create(sent);
    expect(status).toBe(201);
    expect(body).toMatchObject({ ...sent, district: 'malmi', version: 1, attachments: [] });
    expect(headers).toMatchObject({ location: `/roadmap/v1${malmi}/${body.id as string}`, etag: expect.stringMatching(/^"1-/) as string });
    expect((await roadmap.anyone.get(headers.location as string).expect(200)).body).toEqual(body);
  });

  it('needs a title, a kind and a stage, and nothing else', async () => {
    expect((await create()).body).toMatchObject({ builder: null, location: null, window: null });
    for (const member of ['title', 'kind', 'stage']) {
      const { status, body } = await create({ [member]: undefined });
      expect([status, body.code, pointersOf(body)]).toEqual([400, 'malformed', [`/${member}`]]);
    }
  });

  it.each([
    ['an unknown kind', { kind: 'bridge' }, '/kind'],
    ['an unknown stage', { stage: 'dreamt' }, '/stage'],
    ['a plain title', { title: 'Nallenrinne' }, '/title'],
    ['a builder that is no id', { builder: 'yit' }, '/builder'],
    ['an unknown member', { colour: 'red' }, '/colour'],
    ['a window that ends with a year', { window: { to: '2027' } }, '/window/to'],
    ['degrees that there are not', { location: { type: 'Point', coordinates: [25, 91] } }, '/location/coordinates'],
    ['a kind of geometry that there is not', { location: { type: 'Circle', coordinates: [25, 60] } }, '/location/type'],
  ])('with %s is malformed', async (_, sent, pointer) => {
    const { status, body } = await create(sent);
    expect([status, body.code]).toEqual([400, 'malformed']);
    expect(pointersOf(body)).toContain(pointer);
  });

  it.each([
    ['ends before it begins', { window: { from: '2027-03', to: '2027-02' } }, '/window/to'],
    ['lies in the sea of Estonia', { location: { type: 'Point', coordinates: [24.7, 59.6] } }, '/location'],
    ['has its degrees the wrong way round', { location: { type: 'Point', coordinates: [60.2505, 25.0106] } }, '/location'],
    [
      'is an area that encloses nothing',
      {
        location: {
          type: 'Polygon',
          coordinates: [
            [
              [25.01, 60.25],
              [25.02, 60.26],
              [25.01, 60.25],
              [25.01, 60.25],
            ],
          ],
        },
      },
      '/location/coordinates/0',
    ],
  ])('that %s is refused', async (_, sent, pointer) => {
    const { status, body } = await create(sent);
    expect([status, body.code, pointersOf(body)]).toEqual([422, 'invalid', [pointer]]);
  });

  it.each([
    ['a point', square],
    ['points', { type: 'MultiPoint', coordinates: [square.coordinates, [25.02, 60.25]] }],
    ['a street', { type: 'LineString', coordinates: [square.coordinates, [25.02, 60.25]] }],
    ['streets', { type: 'MultiLineString', coordinates: [[square.coordinates, [25.02, 60.25]]] }],
    ['an area', block],
    ['areas', { type: 'MultiPolygon', coordinates: [block.coordinates] }],
    ['a point and an area', { type: 'GeometryCollection', geometries: [square, block] }],
    ['a tram line that leads out of the city', { type: 'LineString', coordinates: [square.coordinates, [25.03, 60.45]] }],
    ['a street into another district of the city', { type: 'LineString', coordinates: [square.coordinates, [24.93, 60.2]] }],
  ])('may lie at %s', async (_, location) => {
    const path = await made({ location });
    expect((await roadmap.anyone.get(path)).body.location).toEqual(location);
  });

  it('lies on the ground: heights are not kept', async () => {
    expect((await create({ location: { type: 'Point', coordinates: [...square.coordinates, 17] } })).body.location).toEqual(square);
  });

  it('stands in its district alone', async () => {
    const path = await made();
    await roadmap.anyone.get(path.replace('malmi', 'pasila')).expect(404);
    expect((await coordinator.patch(path.replace('malmi', 'pasila'), { stage: 'done' }, { 'If-Match': '*' })).status).toBe(404);
    expect((await coordinator.delete(path.replace('malmi', 'pasila'), { 'If-Match': '*' })).status).toBe(404);
    await roadmap.anyone.get('/districts/atlantis/developments').expect(404);
    expect((await create({}, { at: '/districts/atlantis/developments' })).status).toBe(404);
  });
});

describe('changing a development', () => {
  it('changes what is named, and keeps the rest', async () => {
    const path = await made({ window: { from: '2027-03', to: '2030-11' }, location: square });
    const { status, body } = await patch(path, { stage: 'ongoing', window: { to: null } });
    expect([status, body.version]).toEqual([200, 2]);
    expect(body).toMatchObject({ stage: 'ongoing', window: { from: '2027-03', to: null }, location: square, title: smallest.title });
  });

  it('with nothing new keeps version and tag', async () => {
    const path = await made({ location: block });
    const before = await roadmap.anyone.get(path);
    const { status, body, headers } = await patch(path, { location: block, stage: 'planned' });
    expect([status, body.version, headers.etag]).toEqual([200, 1, before.headers.etag]);
  });

  it.each([
    ['its district', { district: 'pasila' }, '/district', 'read-only'],
    ['its id', { id: newId() }, '/id', 'read-only'],
    ['its title away', { title: null }, '/title', 'invalid'],
    ['its window to one that ends before it begins', { window: { from: '2028-01', to: '2027-12' } }, '/window/to', 'invalid'],
  ])('does not change %s', async (_, change, pointer, code) => {
    const path = await made({ window: { from: '2027-03' } });
    const { status, body } = await patch(path, change);
    expect([status, body.code, pointersOf(body)]).toEqual([422, code, [pointer]]);
  });

  it('needs to know what it changes', async () => {
    const path = await made();
    expect((await coordinator.patch(path, { stage: 'done' })).status).toBe(428);
    expect((await coordinator.patch(path, { stage: 'done' }, { 'If-Match': '"7-x"' })).status).toBe(412);
  });
});

describe('a coordinator limited to districts', () => {
  it('writes what is built in these alone', async () => {
    const limited = await roadmap.as('coordinator', { districts: ['malmi'] });
    const outside = { at: '/districts/pasila/developments', by: limited };
    expect((await create({}, { by: limited })).status).toBe(201);
    const refused = await create({}, outside);
    expect([refused.status, refused.body.code]).toEqual([403, 'outside-districts']);
    const path = await made({}, outside.at);
    expect((await patch(path, { stage: 'done' }, limited)).status).toBe(403);
    expect((await remove(path, limited)).status).toBe(403);
    // 403 comes before 422 (G5).
    expect((await create({ window: { from: '2027-03', to: '2026-03' } }, outside)).status).toBe(403);
  });
});

describe('the developments of a district', () => {
  it('are found by kind, stage, builder and words, and counted', async () => {
    const at = `/districts/${await ownDistrict()}/developments`;
    const builder = newId();
    const path = await made({ title: { fi: 'Kävelykatu', sv: 'Gågata' }, kind: 'street', stage: 'done', builder }, at);
    await made({}, at);
    for (const query of ['kind=street', 'stage=done', `builder=${builder}`, 'q=gågata', 'kind=street&kind=plot'])
      expect((await roadmap.anyone.get(`${at}?${encodeURI(query)}`).expect(200)).body.data).toMatchObject([{ id: path.slice(at.length + 1) }]);
    expect((await roadmap.anyone.get(`${at}/counts?by=kind`)).body).toEqual({
      by: 'kind',
      counts: { construction: 1, zoning: 0, street: 1, plot: 0 },
      total: 2,
    });
  });

  it('are given out as a map, those of other districts left out', async () => {
    const at = `/districts/${await ownDistrict()}/developments`;
    await made({ location: block }, at);
    await made({ location: block });
    const { body, text } = await roadmap.anyone.get(`${at}/export?format=geojson`).buffer(true).expect(200);
    const map = (Object.keys(body as object).length > 0 ? body : JSON.parse(text)) as { features: unknown[] };
    expect(map.features).toMatchObject([{ type: 'Feature', geometry: block, properties: { kind: 'construction' } }]);
  });

  it('keep their district: it is removed after them', async () => {
    const district = await ownDistrict();
    const path = await made({}, `/districts/${district}/developments`);
    const refused = await remove(`/districts/${district}`, admin);
    expect([refused.status, refused.body.code, refused.body.usedBy]).toEqual([409, 'in-use', [path.slice(1)]]);
    expect((await remove(path)).status).toBe(204);
    expect((await remove(`/districts/${district}`, admin)).status).toBe(204);
  });

  it('stay as long as an item names them', async () => {
    const path = await made();
    const id = path.slice(malmi.length + 1);
    const item = { title: { fi: 'Katupuut' }, districts: ['malmi'], horizon: 'now', developments: [id] };
    const { body, status } = await coordinator.post('/items', item);
    expect(status).toBe(201);
    const refused = await remove(path);
    expect([refused.status, refused.body.code, refused.body.usedBy]).toEqual([409, 'in-use', [`items/${body.id as string}`]]);
    expect((await coordinator.get(`/items?development=${id}`)).body.data).toMatchObject([{ id: body.id as string }]);
    expect((await remove(`/items/${body.id as string}`)).status).toBe(204);
    expect((await remove(path)).status).toBe(204);
    expect((await coordinator.post('/items', item)).body.errors).toMatchObject([{ pointer: '/developments/0' }]);
  });

  it('keep the files that hang on them, and show these to everybody', async () => {
    const { body: file } = await coordinator.upload(Buffer.from('Kaavaselostus'), 'text/plain', 'kaava.txt').expect(201);
    const path = `/files/${file.id as string}`;
    expect((await roadmap.anyone.get(path)).status).toBe(404);
    const development = await made({ attachments: [file.id as string] });
    expect((await roadmap.anyone.get(development)).body.attachments).toEqual([file.id]);
    expect((await roadmap.anyone.get(path)).status).toBe(200);
    const { status, body } = await create({ attachments: [newId()] });
    expect([status, pointersOf(body)]).toEqual([422, ['/attachments/0']]);
  });

  it('and others are told of them', async () => {
    const path = await made({ location: square });
    await patch(path, { stage: 'ongoing' });
    await remove(path);
    const id = path.slice(malmi.length + 1);
    const told = await roadmap.app
      .get(Database)
      .run<{ event: { type: string; data: Record<string, unknown> } }>(sql`select event from outbox where aggregate = ${`developments/${id}`} order by id`);
    expect(told.map(({ event }) => event.type)).toEqual(['created', 'changed', 'deleted'].map((what) => `fiksu.roadmap.development.${what}.v1`));
    expect(told[1]?.event.data).toMatchObject({ id, district: 'malmi', location: square, stage: 'ongoing', change: { fields: ['/stage'] } });
    expect((await coordinator.get(path)).status).toBe(404);
  });
});
