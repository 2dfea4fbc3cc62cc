/** Districts over HTTP: API contract, R1, G27 (sample city), G11 and G12 (writes). Geometry itself has its own tests beside. */
import type { Position } from 'geojson';
import type { Client, TestService } from '@fiksu/testing';
import { made as madeItem } from '../testing/items-in-any-state.ts';
import { needOf } from '../testing/needs-in-any-state.ts';
import { startReplica } from '../testing/start-replica.ts';
import { acted, openSession, plannedSession } from '../testing/sessions-in-any-state.ts';
import { startRoadmap } from '../testing/start-roadmap.ts';
import { closed, square } from './districts.fixture.ts';

let roadmap: TestService;
let admin: Client;
beforeAll(async () => {
  roadmap = await startRoadmap();
  admin = await roadmap.as('admin');
});
afterAll(() => roadmap.stop());

const read = async (id: string) => (await roadmap.anyone.get(`/districts/${id}`).expect(200)).body;
const ids = async (query: string, by: Client = roadmap.anyone) =>
  (await by.get(`/districts?limit=200&${query}`).expect(200)).body.data.map((found: { id: string }) => found.id) as string[];
const patch = async (id: string, change: object) => admin.patch(`/districts/${id}`, change, await admin.matching(`/districts/${id}`));
const pointersOf = (body: { errors: { pointer: string }[] }) => body.errors.map((fault) => fault.pointer);

const polygon = (...rings: Position[][]) => ({ type: 'Polygon', coordinates: rings.map(closed) });
const multi = (...rings: Position[][]) => ({ type: 'MultiPolygon', coordinates: [rings.map(closed)] });

/** Each test has a place of its own in the open sea far from Helsinki, where nothing lies but what it draws. */
let place = 0;
const corner = (): [number, number] => [10 + ++place, 40];

let number = 0;
/** A subarea of a test, known to nobody else. */
async function area(terms: object): Promise<string> {
  const id = `koealue-${++number}`;
  const { status, body } = await admin.post('/districts', { id, name: { fi: `Koealue ${number}` }, level: 'subarea', ...terms });
  expect([status, body.errors]).toEqual([201, undefined]);
  return id;
}

describe('the sample city', () => {
  it.each([
    ['pasila', ['peruspiiri-pasila'], { fi: 'Pasila', sv: 'Böle', en: 'Pasila' }],
    ['malmi', ['peruspiiri-malmi'], { fi: 'Malmi', sv: 'Malm', en: 'Malmi' }],
    ['malminkartano-kannelmaki', ['osa-alue-malminkartano', 'osa-alue-kannelmaki'], { fi: 'Malminkartano-Kannelmäki' }],
    ['mellunkyla', ['peruspiiri-mellunkyla'], { fi: 'Mellunkylä', sv: 'Mellungsby' }],
    ['kalasatama', ['osa-alue-kalasatama'], { fi: 'Kalasatama', sv: 'Fiskehamnen' }],
  ])('has the innovation district %s, which joins %j', async (id, joins, name) => {
    const district = await read(id);
    expect(district).toMatchObject({ id, joins, name, level: 'innovation-district', parent: null, externalIds: [], population: null, version: 1 });
    expect([...district.joins].sort()).toEqual([...joins].sort());
    expect(district.development.every((kind: string) => ['new-build', 'infill'].includes(kind))).toBe(true);
    expect(district.geometry.type).toBe('MultiPolygon');
    expect(Object.keys(district).sort()).toEqual([
      'createdAt',
      'development',
      'externalIds',
      'geometry',
      'id',
      'joins',
      'level',
      'name',
      'otherNames',
      'parent',
      'population',
      'updatedAt',
      'version',
    ]);
  });

  it('has the city’s own division on all its levels', async () => {
    const { body } = await roadmap.anyone.get('/districts/counts?by=level').expect(200);
    expect(body).toEqual({
      by: 'level',
      counts: { 'innovation-district': 5, 'major-district': 8, district: 34, neighbourhood: 60, subarea: 148, 'postal-area': 84 },
      total: 5 + 8 + 34 + 60 + 148 + 84,
    });
  });

  it.each([
    ['osa-alue-kalasatama', 'subarea', { fi: 'Kalasatama', sv: 'Fiskehamnen' }, 'helsinki:osa-alue', '0913301102', 'peruspiiri-kallio'],
    ['osa-alue-yla-malmi', 'subarea', { fi: 'Ylä-Malmi', sv: 'Övre Malm' }, 'helsinki:osa-alue', '0915503381', 'peruspiiri-malmi'],
    ['peruspiiri-puistola', 'district', { fi: 'Puistola', sv: 'Parkstad' }, 'helsinki:peruspiiri', '0915505000', 'suurpiiri-koillinen'],
    ['suurpiiri-itainen', 'major-district', { fi: 'Itäinen', sv: 'Östra' }, 'helsinki:suurpiiri', '0917000000', null],
    ['kaupunginosa-meilahti', 'neighbourhood', { fi: 'Meilahti', sv: 'Mejlans' }, 'helsinki:kaupunginosa', '09115', null],
    ['postinumero-00440', 'postal-area', { fi: 'Helsinki', sv: 'Helsingfors' }, 'helsinki:postinumeroalue', '09100440', null],
  ])('%s is a %s with its names, code and parent', async (id, level, name, scheme, value, parent) => {
    expect(await read(id)).toMatchObject({ id, level, name, externalIds: [{ scheme, value }], parent, joins: [], geometry: { type: 'MultiPolygon' } });
  });

  it('gives every subarea a district for a parent, and every district a major district', async () => {
    const all = await Promise.all(
      ['subarea', 'district', 'major-district'].map(async (level) => (await roadmap.anyone.get(`/districts?limit=200&level=${level}`)).body.data),
    );
    const [subareas, districts, majors] = all.map((found: { id: string }[]) => new Set(found.map(({ id }) => id)));
    for (const { parent } of all[0]) expect(districts?.has(parent)).toBe(true);
    for (const { parent } of all[1]) expect(majors?.has(parent)).toBe(true);
    expect(subareas?.size).toBe(148);
    expect(await ids('parent=peruspiiri-malmi')).toEqual(expect.arrayContaining(['osa-alue-yla-malmi', 'osa-alue-ala-malmi']));
  });

  it('has addresses made of the kind of area and its Finnish name, without dots and rings', async () => {
    const { body } = await roadmap.anyone.get('/districts?limit=200&level=neighbourhood');
    for (const { id, name } of body.data) {
      const plain = name.fi
        .toLowerCase()
        .replace(/[åä]/g, 'a')
        .replace(/ö/g, 'o')
        .replace(/[^a-z0-9]+/g, '-');
      expect(id === `kaupunginosa-${plain}` || id === `kaupunginosa-${plain}-091`).toBe(true);
      expect(name.fi).not.toBe(name.fi.toUpperCase());
    }
  });

  it('is loaded once: a second instance on the same database adds nothing', async () => {
    const replica = await startReplica(roadmap);
    await replica.stop();
    expect((await roadmap.anyone.get('/districts/counts?by=level&level=subarea&id=osa-alue-kalasatama')).body.total).toBe(1);
  });
});

describe('the districts of a point', () => {
  it('are the innovation district and one area of each level', async () => {
    const { body } = await roadmap.anyone.get('/districts?at=25.0106,60.2505&limit=200').expect(200);
    const levels = Object.fromEntries(body.data.map(({ level, id }: Record<string, string>) => [level, id]));
    expect(levels).toEqual({
      'innovation-district': 'malmi',
      'major-district': 'suurpiiri-koillinen',
      district: 'peruspiiri-malmi',
      neighbourhood: 'kaupunginosa-malmi',
      subarea: 'osa-alue-ala-malmi',
      'postal-area': 'postinumero-00700',
    });
    expect(body.data).toHaveLength(6);
    expect(await ids('at=25.0106,60.2505&level=subarea&level=innovation-district')).toHaveLength(2);
    expect((await roadmap.anyone.get('/districts/counts?by=level&at=25.0106,60.2505')).body.total).toBe(6);
  });

  it.each([
    ['the market square of Kauppatori, in no innovation district', '24.9521,60.1675', ['osa-alue-kaartinkaupunki']],
    ['the sea that belongs to the city', '25.1,59.95', ['osa-alue-aluemeri']],
    ['Tallinn', '24.7536,59.437', []],
    ['the point with its coordinates the wrong way round', '60.2505,25.0106', []],
  ])('of %s are told', async (_, at, expected) => {
    expect(await ids(`at=${at}&level=subarea&level=innovation-district`)).toEqual(expected);
  });

  it('are on a shared border those with the lowest code, as a number', async () => {
    const [x, y] = corner();
    const code = (value: string) => ({ externalIds: [{ scheme: 'test', value }] });
    await area({ geometry: polygon(square(x, y, 0.1)), ...code('20') });
    const east = await area({ geometry: polygon(square(x + 0.1, y, 0.1)), ...code('3') });
    const north = await area({ geometry: polygon(square(x + 0.1, y + 0.1, 0.1)), ...code('100') });
    expect(await ids(`at=${x + 0.1},${y + 0.05}`)).toEqual([east]);
    // A corner that three areas share.
    expect(await ids(`at=${x + 0.1},${y + 0.1}`)).toEqual([east]);
    expect(await ids(`at=${x + 0.15},${y + 0.15}`)).toEqual([north]);
    expect(await ids(`at=${x + 0.2},${y + 0.2}`)).toEqual([north]);
  });

  it('do not have the holes of an area, and have the borders of holes', async () => {
    const [x, y] = corner();
    const id = await area({ geometry: polygon(square(x, y, 0.4), square(x + 0.1, y + 0.1, 0.2)) });
    expect(await ids(`at=${x + 0.05},${y + 0.05}`)).toEqual([id]);
    expect(await ids(`at=${x + 0.2},${y + 0.2}`)).toEqual([]);
    expect(await ids(`at=${x + 0.1},${y + 0.2}`)).toEqual([id]);
    expect(await ids(`at=${x},${y}`)).toEqual([id]);
    expect(await ids(`at=${x - 0.001},${y}`)).toEqual([]);
  });

  it.each(['', '25.0106', '25.0106,60.2505,7', 'a,b', '25.0106 60.2505', '181,60', '25,91', '25,60&at=25,61', 'NaN,NaN', '25.0106;60.2505'])(
    'must be longitude,latitude: "%s" is malformed',
    async (at) => {
      const { status, body } = await roadmap.anyone.get(`/districts?at=${at}`);
      expect([status, body.errors[0].parameter]).toEqual([400, 'at']);
    },
  );
});

describe('a district is found', () => {
  it.each([
    ['Malm', 'malmi', 'in Swedish'],
    ['malmi', 'malmi', 'in Finnish'],
    ['Böle', 'pasila', 'in Swedish, with its dots'],
    ['bole', 'pasila', 'without dots'],
    ['MELLUNKYLÄ', 'mellunkyla', 'in capitals'],
    ['Fiskehamnen', 'osa-alue-kalasatama', 'on another level too'],
    ['Fiskehamnen', 'kalasatama', 'as an innovation district'],
    ['Gamlas', 'malminkartano-kannelmaki', 'by another name'],
    ['Smart Kalasatama', 'kalasatama', 'by another name of two words'],
    ['yla-malmi', 'osa-alue-yla-malmi', 'by a part with a hyphen'],
  ])('by its name: "%s" finds %s, %s', async (words, id) => {
    expect(await ids(`q=${encodeURIComponent(words)}`)).toContain(id);
  });

  it('by its name and nothing else', async () => {
    for (const words of ['Malmö', 'helsinki:', '{', '%', '_', 'infill', '0915503381'])
      expect([words, await ids(`q=${encodeURIComponent(words)}&level=innovation-district&level=subarea`)]).toEqual([words, []]);
    expect((await ids('q=malm&level=innovation-district')).sort()).toEqual(['malmi', 'malminkartano-kannelmaki']);
  });

  it('by level, code, joined area and development', async () => {
    expect((await ids('level=innovation-district')).sort()).toEqual(['kalasatama', 'malmi', 'malminkartano-kannelmaki', 'mellunkyla', 'pasila']);
    expect(await ids('externalId=0915503381')).toEqual(['osa-alue-yla-malmi']);
    expect(await ids('externalId=helsinki:osa-alue:0915503381')).toEqual(['osa-alue-yla-malmi']);
    expect(await ids('join=osa-alue-kannelmaki')).toEqual(['malminkartano-kannelmaki']);
    expect(await ids('development=new-build&level=innovation-district')).toContain('kalasatama');
    await roadmap.anyone.get('/districts?level=city').expect(400);
  });
});

describe('adding a district', () => {
  it('answers it as it was sent, a polygon as a multipolygon of one, without heights', async () => {
    const [x, y] = corner();
    const ring = square(x, y, 0.1);
    const sent = {
      ...{
        id: 'uusi-ranta',
        name: { fi: 'Uusi ranta', sv: 'Nya stranden' },
        otherNames: ['Ranta'],
        level: 'innovation-district',
        development: ['new-build', 'infill'],
      },
      ...{ externalIds: [{ scheme: 'digital-twin', value: 'tile-7' }], population: 5200 },
    };
    const { body, headers } = await admin.post('/districts', { ...sent, geometry: polygon(ring.map((position) => [...position, 12.5])) }).expect(201);
    expect(body).toEqual({ ...sent, geometry: multi(ring), joins: [], parent: null, version: 1, createdAt: body.createdAt, updatedAt: body.createdAt });
    expect(headers).toMatchObject({ location: '/roadmap/v1/districts/uusi-ranta', etag: expect.stringMatching(/^"1-/) as string });
    expect(await read('uusi-ranta')).toEqual(body);
    expect(await ids(`at=${x + 0.05},${y + 0.05}`)).toEqual(['uusi-ranta']);
  });

  it('names each thing once', async () => {
    const id = await area({ level: 'innovation-district', joins: ['osa-alue-linjat', 'osa-alue-linjat'], development: ['infill', 'infill'] });
    expect(await read(id)).toMatchObject({ joins: ['osa-alue-linjat'], development: ['infill'] });
    expect((await patch(id, { development: ['new-build', 'new-build'] })).body.development).toEqual(['new-build']);
  });

  it('under an id that is taken is refused, and the existing one is named', async () => {
    const sent = { id: 'malmi', name: { fi: 'Malmi' }, level: 'innovation-district', joins: ['peruspiiri-malmi'] };
    const { status, body } = await admin.post('/districts', sent);
    expect([status, body.code, body.existing]).toEqual([409, 'already-exists', 'malmi']);
    // 409 comes before 422 (G5).
    expect((await admin.post('/districts', { ...sent, joins: ['atlantis'] })).status).toBe(409);
  });

  it('two at once under one id: one is added, the other refused', async () => {
    const sent = { id: 'kilpailu', name: { fi: 'Kilpailu' }, level: 'innovation-district', joins: ['osa-alue-linjat'] };
    const answers = await Promise.all([admin.post('/districts', sent), admin.post('/districts', sent)]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409]);
    expect(answers.find((answer) => answer.status === 409)?.body).toMatchObject({ code: 'already-exists', existing: 'kilpailu' });
  });

  const ring = closed(square(20, 30, 1));
  it.each([
    ['without an id', { id: undefined }, '/id'],
    ['with an id that is no slug', { id: 'Uusi Ranta' }, '/id'],
    ['without a name', { name: undefined }, '/name'],
    ['with a plain name', { name: 'Ranta' }, '/name'],
    ['without a level', { level: undefined }, '/level'],
    ['on a level that there is not', { level: 'city' }, '/level'],
    ['of another development', { development: ['demolition'] }, '/development/0'],
    ['with people below zero', { population: -1 }, '/population'],
    ['with half a person', { population: 0.5 }, '/population'],
    ['with a line for a border', { geometry: { type: 'LineString', coordinates: ring } }, '/geometry/type'],
    ['with an open ring', { geometry: { type: 'Polygon', coordinates: [square(20, 30, 1)] } }, '/geometry/coordinates/0'],
    ['with a ring of three', { geometry: { type: 'Polygon', coordinates: [ring.slice(0, 3)] } }, '/geometry/coordinates/0'],
    [
      'with a corner that is not on earth',
      {
        geometry: {
          type: 'Polygon',
          coordinates: [
            closed([
              [181, 0],
              [182, 0],
              [182, 1],
            ]),
          ],
        },
      },
      '/geometry/coordinates/0/0',
    ],
    ['with an unknown member', { colour: 'red' }, '/colour'],
  ])('%s is malformed', async (_, terms, pointer) => {
    const { status, body } = await admin.post('/districts', {
      id: 'x',
      name: { fi: 'X' },
      level: 'subarea',
      geometry: { type: 'Polygon', coordinates: [ring] },
      ...terms,
    });
    expect([status, body.code]).toEqual([400, 'malformed']);
    expect(pointersOf(body)).toContain(pointer);
  });

  it.each([
    ['without a border or areas that it joins', { level: 'innovation-district' }, '/geometry'],
    ['with both', { level: 'innovation-district', geometry: { type: 'Polygon', coordinates: [ring] }, joins: ['malmi'] }, '/geometry'],
    ['that joins what is not there', { level: 'innovation-district', joins: ['osa-alue-linjat', 'atlantis'] }, '/joins/1'],
    ['that joins itself', { level: 'innovation-district', joins: ['x'] }, '/joins/0'],
    ['that joins others on a level of the city', { joins: ['osa-alue-linjat'] }, '/joins'],
    ['below what is not there', { geometry: { type: 'Polygon', coordinates: [ring] }, parent: 'atlantis' }, '/parent'],
    [
      'that encloses nothing',
      {
        geometry: {
          type: 'Polygon',
          coordinates: [
            closed([
              [0, 0],
              [1, 1],
              [2, 2],
            ]),
          ],
        },
      },
      '/geometry/coordinates/0',
    ],
  ])('%s is refused', async (_, terms, pointer) => {
    const { status, body } = await admin.post('/districts', { id: 'x', name: { fi: 'X' }, level: 'subarea', ...terms });
    expect([status, body.code]).toEqual([422, 'invalid']);
    expect(pointersOf(body)).toContain(pointer);
  });
});

describe('changing a district', () => {
  it('keeps what is not sent', async () => {
    const [x, y] = corner();
    const id = await area({ geometry: polygon(square(x, y, 0.1)), otherNames: ['Koe'], population: 10 });
    const before = await read(id);
    const { status, body } = await patch(id, { name: { sv: 'Provområde' }, development: ['infill'], population: null });
    expect(status).toBe(200);
    expect(body).toEqual({
      ...before,
      name: { ...before.name, sv: 'Provområde' },
      development: ['infill'],
      population: null,
      version: 2,
      updatedAt: body.updatedAt,
    });
    expect(await read(id)).toEqual(body);
  });

  it('to what it is already keeps the version, also with its border sent as a polygon', async () => {
    const [x, y] = corner();
    const id = await area({ geometry: polygon(square(x, y, 0.1)) });
    const before = await read(id);
    expect((await patch(id, { geometry: polygon(square(x, y, 0.1)), name: before.name, joins: [] })).body).toEqual(before);
  });

  it('moves the points that it holds at once, in every instance of the service', async () => {
    const replica = await startReplica(roadmap);
    try {
      const [x, y] = corner();
      const id = await area({ geometry: polygon(square(x, y, 0.1)) });
      const other = await replica.as('resident');
      expect(await ids(`at=${x + 0.05},${y + 0.05}`, other)).toEqual([id]);
      await patch(id, { geometry: polygon(square(x + 0.2, y, 0.1)) });
      for (const client of [roadmap.anyone, other]) {
        expect(await ids(`at=${x + 0.05},${y + 0.05}`, client)).toEqual([]);
        expect(await ids(`at=${x + 0.25},${y + 0.05}`, client)).toEqual([id]);
      }
    } finally {
      await replica.stop();
    }
  });

  it('changes where a need falls from then on, and leaves where others are', async () => {
    const [x, y] = corner();
    const need = async () =>
      (await roadmap.anyone.post('/needs', needOf({ districts: undefined, location: { type: 'Point', coordinates: [x + 0.05, y + 0.05] } }))).body;
    expect((await need()).errors[0].pointer).toBe('/location');
    const small = await area({ geometry: polygon(square(x, y, 0.1)) });
    const first = await need();
    expect(first.districts).toEqual([small]);
    const curated = await area({ level: 'innovation-district', joins: [small] });
    expect((await need()).districts).toEqual([curated]);
    await patch(small, { geometry: polygon(square(x + 0.2, y, 0.1)) });
    expect((await need()).errors[0].pointer).toBe('/location');
    expect((await admin.get(`/needs/${first.id}`)).body.districts).toEqual([small]);
  });

  it.each([
    [{ name: { fi: null } }, '/name'],
    [{ level: null }, '/level'],
    [{ geometry: null }, '/geometry'],
    [{ parent: 'atlantis' }, '/parent'],
    [{ joins: ['malmi'] }, '/joins'],
  ])('to %j is refused', async (change, pointer) => {
    const [x, y] = corner();
    const { status, body } = await patch(await area({ geometry: polygon(square(x, y, 0.1)) }), change);
    expect(status).toBe(422);
    expect(pointersOf(body)).toContain(pointer);
  });

  it.each(['id', 'version', 'createdAt', 'updatedAt', 'status'])('does not write %s, which the platform sets', async (member) => {
    const { status, body } = await patch('kalasatama', { [member]: 'kalasatama' });
    expect([status, body.code, pointersOf(body)]).toEqual([422, 'read-only', [`/${member}`]]);
  });

  it('needs the version that was read', async () => {
    expect((await admin.patch('/districts/kalasatama', {})).status).toBe(428);
    expect((await admin.patch('/districts/kalasatama', {}, { 'If-Match': '"9-x"' })).status).toBe(412);
    expect((await admin.patch('/districts/atlantis', {}, { 'If-Match': '*' })).status).toBe(404);
  });
});

describe('an innovation district', () => {
  /** Twice the area of a ring, by the shoelace formula. */
  const doubleArea = (ring: Position[]) => ring.reduce((sum, [x, y], i) => sum + (ring.at(i - 1)![0]! * y! - x! * ring.at(i - 1)![1]!), 0);
  const sizeOf = ({ coordinates }: { coordinates: Position[][][] }) =>
    coordinates.reduce((sum, rings) => sum + rings.reduce((own, ring, i) => own + ((i === 0 ? 1 : -1) * Math.abs(doubleArea(ring))) / 2, 0), 0);

  it('is the areas that it joins, together', async () => {
    const joined = await read('malminkartano-kannelmaki');
    const parts = [await read('osa-alue-malminkartano'), await read('osa-alue-kannelmaki')];
    // Neighbours: what they share is a border, without a size.
    expect(sizeOf(joined.geometry)).toBeCloseTo(sizeOf(parts[0].geometry) + sizeOf(parts[1].geometry), 10);
    expect((await read('malmi')).geometry).toEqual((await read('peruspiiri-malmi')).geometry);
  });

  it('has no seam where its areas meet', async () => {
    const [x, y] = corner();
    const parts = [await area({ geometry: polygon(square(x, y, 1)) }), await area({ geometry: polygon(square(x + 1, y, 1)) })];
    const id = await area({ level: 'innovation-district', joins: parts });
    const { geometry } = await read(id);
    expect(geometry.coordinates).toHaveLength(1);
    expect(geometry.coordinates[0]).toHaveLength(1);
    expect(sizeOf(geometry)).toBeCloseTo(2, 10);
    const corners = new Set(geometry.coordinates[0][0].map(String));
    for (const position of [
      [x, y],
      [x + 2, y],
      [x + 2, y + 1],
      [x, y + 1],
    ])
      expect(corners.has(String(position))).toBe(true);
    expect((await roadmap.anyone.get(`/districts?id=${id}`)).body.data[0].geometry).toEqual(geometry);
  });

  it('follows when an area changes: its border and ETag, and not its version', async () => {
    const [x, y] = corner();
    const part = await area({ geometry: polygon(square(x, y, 1)) });
    const id = await area({ level: 'innovation-district', joins: [part] });
    const before = await roadmap.anyone.get(`/districts/${id}`);
    await patch(part, { geometry: polygon(square(x, y, 0.5)) });
    const after = await roadmap.anyone.get(`/districts/${id}`, { 'If-None-Match': before.headers.etag as string }).expect(200);
    expect(after.body).toEqual({ ...before.body, geometry: multi(square(x, y, 0.5)) });
    expect(after.headers.etag).not.toBe(before.headers.etag);
    // The old tag is still good for a change: it compares the version alone (G4).
    await admin.patch(`/districts/${id}`, { development: ['infill'] }, { 'If-Match': before.headers.etag as string }).expect(200);
  });

  it('may join another one, or get a border of its own', async () => {
    const [x, y] = corner();
    const part = await area({ geometry: polygon(square(x, y, 1)) });
    const inner = await area({ level: 'innovation-district', joins: [part] });
    const outer = await area({ level: 'innovation-district', joins: [inner] });
    expect((await read(outer)).geometry).toEqual(multi(square(x, y, 1)));
    const { status, body } = await patch(inner, { joins: null, geometry: polygon(square(x, y, 0.5)) });
    expect([status, body.joins]).toEqual([200, []]);
    expect((await read(outer)).geometry).toEqual(multi(square(x, y, 0.5)));
  });
});

describe('removing a district', () => {
  it('leaves nothing at its address and holds no point any more', async () => {
    const [x, y] = corner();
    const id = await area({ geometry: polygon(square(x, y, 1)) });
    expect((await admin.delete(`/districts/${id}`)).status).toBe(428);
    expect((await admin.delete(`/districts/${id}`, await admin.matching(`/districts/${id}`))).status).toBe(204);
    await roadmap.anyone.get(`/districts/${id}`).expect(404);
    expect(await ids(`at=${x + 0.5},${y + 0.5}`)).toEqual([]);
  });

  it('is refused while something names it, and what does is named', async () => {
    const programme = { title: { fi: 'Ohjelma' }, period: { from: '2026-01' } };
    const shape = () => {
      const [x, y] = corner();
      return { geometry: polygon(square(x, y, 1)) };
    };
    const users: [string, (id: string) => Promise<string>][] = [
      ['an innovation district', async (id) => `districts/${await area({ level: 'innovation-district', joins: [id] })}`],
      ['an area in it', async (id) => `districts/${await area({ parent: id, ...shape() })}`],
      ['a need', async (id) => `needs/${(await roadmap.anyone.post('/needs', needOf({ districts: [id] }))).body.id}`],
      ['an item', async (id) => (await madeItem(admin, { districts: [id] })).slice(1)],
      ['a session', async (id) => (await plannedSession(admin, { districts: [id] })).slice(1)],
      [
        'a session in which people of it took part',
        async (id) => {
          const session = await openSession(admin);
          await acted(admin, session, 'record', { phase: 'understand', participants: [{ district: id, count: 9 }] });
          return session.slice(1);
        },
      ],
      ['a programme', async (id) => `programmes/${(await admin.post('/programmes', { ...programme, districts: [id] })).body.id}`],
      ['a programme that learns from it', async (id) => `programmes/${(await admin.post('/programmes', { ...programme, lessonsFrom: [id] })).body.id}`],
      [
        'a sub-project',
        async (id) => `programmes/${(await admin.post('/programmes', { ...programme, subProjects: [{ title: { fi: 'Osa' }, districts: [id] }] })).body.id}`,
      ],
    ];
    for (const [what, use] of users) {
      const id = await area(shape());
      const user = await use(id);
      const { status, body } = await admin.delete(`/districts/${id}`, await admin.matching(`/districts/${id}`));
      expect([what, status, body.code]).toEqual([what, 409, 'in-use']);
      expect(JSON.stringify(body)).toContain(user);
      await read(id);
    }
  });
});

describe('the history of a district', () => {
  it('tells of the loading, which nobody did, and of changes by an admin', async () => {
    await patch('mellunkyla', { population: 40_000 });
    const { body } = await admin.get('/districts/mellunkyla/history').expect(200);
    expect(body.data).toMatchObject([
      { action: 'create', from: null, to: null, by: { role: 'rule', organisation: null } },
      { action: 'change', by: { role: 'admin', organisation: null, sub: 'dev-admin' } },
    ]);
  });
});
