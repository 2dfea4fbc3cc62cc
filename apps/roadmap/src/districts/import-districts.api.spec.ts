import { readFile } from 'node:fs/promises';
import { sql, Database } from '@fiksu/service';
import { startTestService, type Client, type TestService } from '@fiksu/testing';
import { roadmap } from '../roadmap.ts';

let service: TestService;
let admin: Client;
beforeAll(async () => {
  service = await startTestService(roadmap);
  admin = await service.as('admin');
});
afterAll(() => service.stop());

const sample = (name: string) => readFile(new URL(`../../../../sample/districts/${name}.geojson`, import.meta.url), 'utf8');

const square = (west: number) => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, 60.2],
      [west + 0.01, 60.2],
      [west + 0.01, 60.21],
      [west, 60.21],
      [west, 60.2],
    ],
  ],
});
const feature = (properties: object, west = 25) => ({ type: 'Feature', geometry: square(west), properties });
const collection = (...features: object[]) => JSON.stringify({ type: 'FeatureCollection', features });

async function imported(body: string, query: string, type = 'application/geo+json') {
  const { body: run } = await admin.post(`/districts/imports${query}`, body, { 'Content-Type': type }).expect(202);
  for (;;) {
    const answer = await admin.get(`/districts/imports/${run.id}`).expect(200);
    if (['completed', 'failed'].includes(answer.body.status)) return answer.body;
  }
}
const countsOf = ({ read, created, updated, unchanged, failed }: Record<string, number>) => ({ read, created, updated, unchanged, failed });

describe("the city's own files of areas", () => {
  // Hand-counted in the sources: 148 subareas, 34 districts, 8 major districts.
  const files: [name: string, level: string, count: number][] = [
    ['osa-alueet', 'subarea', 148],
    ['peruspiirit', 'district', 34],
    ['suurpiirit', 'major-district', 8],
  ];

  it('are taken in whatever their order, and every area finds its parent', async () => {
    for (const [name, level, count] of files) {
      const dry = await imported(await sample(name), `?source=helsinki-geojson&level=${level}&dryRun=true`);
      const run = await imported(await sample(name), `?source=helsinki-geojson&level=${level}`);
      expect(countsOf(run)).toEqual({ read: count, created: count, updated: 0, unchanged: 0, failed: 0 });
      expect(countsOf(dry)).toEqual(countsOf(run));
    }
    const { body } = await admin.get('/districts/osa-alue-malminkartano').expect(200);
    expect(body).toMatchObject({ level: 'subarea', parent: 'peruspiiri-kaarela', name: { fi: 'Malminkartano', sv: 'Malmgård' } });
    expect((await admin.get('/districts/peruspiiri-malmi').expect(200)).body.parent).toBe('suurpiiri-koillinen');
    const orphans = await service.app.get(Database).run(sql`select id from district where parent is null and level <> 'major-district'`);
    expect(orphans).toEqual([]);
  });

  it('change nothing when they are taken in again', async () => {
    for (const [name, level, count] of files)
      expect(countsOf(await imported(await sample(name), `?level=${level}`))).toEqual({ read: count, created: 0, updated: 0, unchanged: count, failed: 0 });
  });
});

describe('an area of a file', () => {
  it('is known again by its register id when its name and its border have changed, and keeps what people added', async () => {
    const [first] = [feature({ nimi_fi: 'UUSILA', tunnus: '901', kunta: '091' })];
    expect((await imported(collection(first as object), '')).created).toBe(1);
    const added = await admin.patch('/districts/kaupunginosa-uusila', { population: 1200 }, { 'If-Match': '*' }).expect(200);
    expect(added.body).toMatchObject({ level: 'neighbourhood', name: { fi: 'Uusila' } });
    const run = await imported(collection(feature({ nimi_fi: 'UUSI UUSILA', tunnus: '901', kunta: '091' }, 25.1)), '');
    expect(countsOf(run)).toEqual({ read: 1, created: 0, updated: 1, unchanged: 0, failed: 0 });
    const { body } = await admin.get('/districts/kaupunginosa-uusila').expect(200);
    expect(body).toMatchObject({ version: 3, population: 1200, name: { fi: 'Uusi Uusila' } });
    expect(body.geometry.coordinates[0][0][0]).toEqual([25.1, 60.2]);
  });

  it('that has the name of another city’s gets an address of its own', async () => {
    const run = await imported(
      collection(feature({ nimi_fi: 'KESKUSTA', tunnus: '1', kunta: '049' }), feature({ nimi_fi: 'KESKUSTA', tunnus: '1', kunta: '092' })),
      '',
    );
    expect(run.created).toBe(2);
    await admin.get('/districts/kaupunginosa-keskusta').expect(200);
    await admin.get('/districts/kaupunginosa-keskusta-092').expect(200);
  });

  it('that is wrong is told with its place, and the rest is taken in', async () => {
    const run = await imported(
      collection(feature({ tunnus: '902' }), feature({ nimi_fi: 'HYVÄLÄ', tunnus: '903' }), { type: 'Feature', geometry: null, properties: {} }),
      '',
    );
    expect(countsOf(run)).toEqual({ read: 3, created: 1, updated: 0, unchanged: 0, failed: 2 });
    expect(run.errors).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ record: 1, pointer: '/properties/nimi_fi' }),
        expect.objectContaining({ record: 3, pointer: '/geometry' }),
      ]),
    );
  });

  it.each([['{"companies":[{"businessId":{"value":"2170029-2"}}]}'], ['[1,2]'], ['{"type":"FeatureCollection","features":[']])(
    'is looked for in vain in what is no FeatureCollection: %s',
    async (file) => {
      const run = await imported(file, '?source=helsinki-geojson', 'application/json');
      expect(run).toMatchObject({ status: 'failed', errors: [{ record: 0, pointer: '' }] });
    },
  );

  it('may be taken in by an admin alone', async () => {
    await (await service.as('coordinator')).post('/districts/imports', '{}', { 'Content-Type': 'application/geo+json' }).expect(403);
  });
});
