import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Database, sql } from '@fiksu/service';
import { startTestService, type Client, type TestService } from '@fiksu/testing';
import { partners } from '../partners.ts';

let service: TestService;
let admin: Client;
beforeEach(async () => {
  service = await startTestService(partners);
  admin = await service.as('admin');
});
afterEach(() => service.stop());

const sample = (name: string) => readFile(new URL(`samples/${name}`, import.meta.url), 'utf8');
const count = async () => (await admin.get('/organisations/counts?by=kind').expect(200)).body.total as number;
const eventsTold = async () => (await service.app.get(Database).run<{ n: number }>(sql`select count(*) as n from outbox`))[0]?.n;
const find = async (query: string) => (await admin.get(`/organisations?${query}`).expect(200)).body.data[0];

async function imported(file: string, query = '', type = 'text/csv') {
  const { body: run } = await admin.post(`/organisations/imports${query}`, file, { 'Content-Type': type }).expect(202);
  for (;;) {
    const answer = await admin.get(`/organisations/imports/${run.id}`).expect(200);
    if (['completed', 'failed'].includes(answer.body.status)) return answer.body;
  }
}
const countsOf = ({ read, created, updated, unchanged, failed }: Record<string, number>) => ({ read, created, updated, unchanged, failed });
const nothing = { created: 0, updated: 0, unchanged: 0, failed: 0 };

const company = (businessId: string, name: string, own: object = {}) => ({
  businessId: { value: businessId },
  names: [{ name, type: '1' }],
  companyForms: [{ type: '16' }],
  ...own,
});
const ytj = (...companies: object[]) => JSON.stringify({ totalResults: companies.length, companies });
const importYtj = (...companies: object[]) => imported(ytj(...companies), '', 'application/json');
const table = (...rows: string[]) => rows.join('\r\n');

describe('organisations of the Finnish business register', () => {
  it('are taken in, and the same file again changes nothing', async () => {
    const file = await sample('ytj-v3.json');
    const dry = await imported(file, '?source=ytj&dryRun=true', 'application/json');
    const run = await imported(file, '', 'application/json');
    expect(run).toMatchObject({ status: 'completed', source: 'ytj', ...nothing, read: 3, created: 3 });
    expect(countsOf(dry)).toEqual(countsOf(run));
    expect(await find('businessId=0112038-9')).toMatchObject({ name: { fi: 'Nokia Oyj', sv: 'Nokia Abp', en: 'Nokia Corporation' }, version: 1 });
    const told = await eventsTold();
    expect(await imported(file, '', 'application/json')).toMatchObject({ ...nothing, read: 3, unchanged: 3 });
    expect(await eventsTold()).toBe(told);
  });

  it('are known again by their business id when their name changes; what people added stays', async () => {
    await importYtj(company('2170029-2', 'Forum Virium Helsinki Oy'));
    const { id } = await find('businessId=2170029-2');
    await admin
      .patch(
        `/organisations/${id}`,
        { sector: 'public', districts: ['malmi'], expertise: ['pilots'], name: { fi: 'Forum Virium Helsinki Oy', en: 'Forum Virium' } },
        { 'If-Match': '*' },
      )
      .expect(200);
    const run = await importYtj(company('2170029-2', 'Forum Virium Oy', { companySituations: [{ type: 'SANE' }] }));
    expect(countsOf(run)).toEqual({ ...nothing, read: 1, updated: 1 });
    expect(await find('businessId=2170029-2')).toMatchObject({
      ...{ id, name: { fi: 'Forum Virium Oy', en: 'Forum Virium' }, sector: 'public', districts: ['malmi'], expertise: ['pilots'], situation: 'restructuring' },
    });
  });

  it('that are sole traders are natural persons: the public reads no name, and no event has one', async () => {
    await importYtj(company('2170029-2', 'Tmi Aino Esimerkki', { companyForms: [{ type: '26' }] }));
    const { id } = await find('businessId=2170029-2');
    expect((await service.anyone.get(`/organisations/${id}`).expect(200)).text).not.toContain('Aino');
    expect(JSON.stringify(await service.app.get(Database).run(sql`select event from outbox`))).not.toContain('Aino');
  });

  it('that come twice in a file are made once', async () => {
    const run = await importYtj(company('0112038-9', 'Konkursi Oy', { companySituations: [{ type: 'KONK' }] }), company('0112038-9', 'Minimal Oy'));
    expect(countsOf(run)).toEqual({ ...nothing, read: 2, created: 1, updated: 1 });
    expect(await find('businessId=0112038-9')).toMatchObject({ name: { fi: 'Minimal Oy' }, situation: 'none', version: 2 });
  });

  it('with a wrong check digit fail alone', async () => {
    const run = await importYtj(company('0112038-1', 'Wrong Oy'), company('0112038-9', 'Nokia Oyj'));
    expect(run).toMatchObject({ ...nothing, read: 2, created: 1, failed: 1, errors: [{ record: 1, pointer: '/businessId/value' }] });
  });
});

describe('organisations of EU projects', () => {
  it('are taken in once each, however many projects they are in', async () => {
    const file = await sample('cordis-organization.csv');
    const run = await imported(file);
    const pics = new Set([...file.matchAll(/,(\d{9}),/g)].map(([, pic]) => pic));
    expect(run).toMatchObject({ status: 'completed', source: 'cordis', failed: 0, read: 20, created: pics.size });
    expect(await count()).toBe(pics.size);
    expect(await find('pic=999981634')).toMatchObject({
      name: { en: 'WAGENINGEN UNIVERSITY' },
      kind: 'university',
      sector: 'academia',
      vatId: 'NL811383696B01',
      externalIds: [{ scheme: 'cordis', value: '999981634' }],
    });
    expect(await imported(file)).toMatchObject({ created: 0, updated: 0, failed: 0, unchanged: 20 });
  });

  it('in the original form: semicolons, quotes, a byte order mark', async () => {
    const file = `\uFEFF${table('"projectID";"organisationID";"vatNumber";"name";"activityType";"country"', '"1";"999999999.0";"";"YHTIÖ; OY";"PRC";"FI"', '"2";"999999999";"";"YHTIO OY";"PRC";"FI"', '"3";"12";"";"NOBODY";"OTH";"FI"')}`;
    const run = await imported(file, '?source=cordis');
    expect(run).toMatchObject({ ...nothing, read: 3, created: 1, unchanged: 1, failed: 1, errors: [{ record: 3, pointer: '/organisationID' }] });
    expect(await find('pic=999999999')).toMatchObject({ name: { fi: 'YHTIÖ; OY' }, kind: 'company' });
  });

  it('with the same name and two PICs are two, as the Joint Research Centre is', async () => {
    await imported(table('organisationID,name,activityType', '111111111,UNIVERSIDAD DE CHILE,HES', '222222222,UNIVERSIDAD DE CHILE,HES'));
    expect(await count()).toBe(2);
  });

  it('come together with what the business register says, by the VAT id, in either order', async () => {
    await imported(table('organisationID,name,activityType,vatNumber,country', '111111111,FORUM VIRIUM HELSINKI OY,PRC,FI21700292,FI'));
    await importYtj(company('2170029-2', 'Forum Virium Helsinki Oy'), company('0112038-9', 'Nokia Oyj'));
    expect(await count()).toBe(2);
    expect(await find('businessId=2170029-2')).toMatchObject({ pic: '111111111', name: { fi: 'Forum Virium Helsinki Oy' } });
    await imported(table('organisationID,name,activityType,vatNumber,country', '222222222,NOKIA OYJ,PRC,FI01120389,FI'));
    expect(await count()).toBe(2);
    expect(await find('pic=222222222')).toMatchObject({ businessId: '0112038-9', name: { fi: 'Nokia Oyj' } });
  });

  it('that share a VAT id and have PICs of their own stay apart', async () => {
    await imported(table('organisationID,name,activityType,vatNumber', '111111111,UNIVERSITY,HES,FI21700292', '222222222,UNIVERSITY HOSPITAL,HES,FI21700292'));
    expect(await count()).toBe(2);
  });
});

describe('organisations of a table', () => {
  it('say what their columns say, each fault with its place', async () => {
    const run = await imported(
      table(
        'name.fi,name.sv,kind,sector,businessId,districts,expertise,externalIds,website',
        'Malmin Anturi Oy,,company,private,2170029-2,malmi;pasila,sensors;shade,cordis:123;helsinki:ahjo:7,anturi.fi',
        'Toinen Oy,Andra Ab,company,private,,,,,',
        'Väärä Oy,,company,private,2170029-3,,,,',
        'Outo Oy,,club,private,,,,,',
        ',,company,private,,,,,',
      ),
    );
    expect(run).toMatchObject({ source: 'csv', ...nothing, read: 5, created: 2, failed: 3 });
    expect(run.errors.map(({ record, pointer }: { record: number; pointer: string }) => [record, pointer])).toEqual([
      [3, '/businessId'],
      [4, '/kind'],
      [5, '/name'],
    ]);
    expect(await find('businessId=2170029-2')).toMatchObject({
      ...{ districts: ['malmi', 'pasila'], expertise: ['sensors', 'shade'], website: 'https://anturi.fi' },
      externalIds: [
        { scheme: 'cordis', value: '123' },
        { scheme: 'helsinki:ahjo', value: '7' },
      ],
    });
  });

  it('may be what this platform has exported', async () => {
    await importYtj(company('2170029-2', 'Forum Virium Helsinki Oy'), company('0112038-9', 'Nokia, "Oyj"'));
    const exported = await (await fetch(`${service.origin}/partners/v1/organisations/export?format=csv`)).text();
    expect(exported.split('\r\n', 1)[0]).toContain('businessId,vatId,pic');
    expect(await imported(exported)).toMatchObject({ status: 'completed', ...nothing, read: 2, unchanged: 2 });
  });

  it('of the City: its bodies, each below the one above it, wherever in the file that stands', async () => {
    const header = 'id,name_fi,name_sv,type_id,type_fi,parent_id,existing,formed,dissolved';
    const file = table(
      header,
      'U1,Yksikkö,SV_Yksikkö,14,,D1,true,2017-06-01,2100-01-01',
      'D1,Toimiala,Sektor,7,,00001,true,2017-06-01,2100-01-01',
      '00001,Helsingin kaupunki,Helsingfors stad,13,,,true,2009-01-01,2100-01-01',
      'OLD,Entinen,,5,,00001,false,2009-01-01,2017-01-01',
    );
    expect(await imported(file)).toMatchObject({ source: 'csv', ...nothing, read: 4, created: 4 });
    const [unit, division, city] = [
      await find('externalId=helsinki:ahjo:U1'),
      await find('externalId=helsinki:ahjo:D1'),
      await find('externalId=helsinki:ahjo:00001'),
    ];
    expect([unit.parent, division.parent, city.parent]).toEqual([division.id, city.id, null]);
    expect(unit).toMatchObject({ kind: 'city-unit', sector: 'public', name: { fi: 'Yksikkö' } });
    expect(division.name).toEqual({ fi: 'Toimiala', sv: 'Sektor' });
    expect((await find('externalId=helsinki:ahjo:OLD')).situation).toBe('ceased');
    expect(await imported(file)).toMatchObject({ ...nothing, read: 4, unchanged: 4 });
    expect(await imported(await sample('helsinki-organisations.csv'))).toMatchObject({ status: 'completed', failed: 0 });
  });

  it('without any number are known again by their name, where one alone has it', async () => {
    const file = table(
      'name.fi,name.sv,kind,sector',
      'Malmin Anturi Oy,Malm Sensor Ab,company,private',
      'Toinen Oy,,company,private',
      'Toinen Oy,,company,private',
    );
    expect(await imported(file)).toMatchObject({ ...nothing, read: 3, created: 2, unchanged: 1 });
    expect(await imported(file)).toMatchObject({ ...nothing, read: 3, unchanged: 3 });
    await imported(table('name,kind,sector,pic', 'Toinen Oy,company,private,111111111', 'Toinen Oy,company,private,222222222'));
    const run = await imported(table('name.sv,kind,sector', 'Malm Sensor Ab,company,private', 'Annan Ab,company,private'));
    expect(run).toMatchObject({ ...nothing, read: 2, unchanged: 1, created: 1 });
    expect(await imported(file)).toMatchObject({
      ...nothing,
      read: 3,
      unchanged: 1,
      failed: 2,
      errors: [{ record: 2, detail: expect.stringContaining('3 organisations') }, {}],
    });
  });

  it('name the one above them by its id or its business id, and nobody gets above itself', async () => {
    const header = 'name,kind,sector,businessId,parent';
    await imported(table(header, 'Kaupunki,public-body,public,0201256-6,', 'Yhtiö Oy,company,public,2170029-2,201256-6'));
    const [city, firm] = [await find('businessId=0201256-6'), await find('businessId=2170029-2')];
    expect(firm.parent).toBe(city.id);
    const run = await imported(
      table(
        header,
        `Kaupunki,public-body,public,0201256-6,${firm.id}`,
        `Yksikkö,city-unit,public,,${firm.id.toUpperCase()}`,
        'Outo,ngo,public,,0112038-9',
        'Outo,ngo,public,,x',
      ),
    );
    expect(run).toMatchObject({ ...nothing, read: 4, created: 1, failed: 3 });
    expect(run.errors.map(({ record, pointer }: { record: number; pointer: string }) => [record, pointer])).toEqual(
      [1, 3, 4].map((record) => [record, '/parent']),
    );
    const chain = await imported(table(`id,${header}`, `${city.id},Kaupunki,public-body,public,,${(await find('q=Yksikk%C3%B6')).id}`));
    expect(chain.errors).toMatchObject([{ record: 1, pointer: '/parent' }]);
  });

  it('have ids of this platform alone in the column of ids', async () => {
    expect(await imported(table('id,name,kind,sector', '7,Yhtiö Oy,company,private'))).toMatchObject({ failed: 1, errors: [{ pointer: '/id' }] });
  });

  it('never give a sole trader the words that stand in place of its name', async () => {
    await importYtj(company('2170029-2', 'Tmi Aino Esimerkki', { companyForms: [{ type: '26' }] }));
    const shown = await (await fetch(`${service.origin}/partners/v1/organisations/export?format=csv`)).text();
    expect(shown).not.toContain('Aino');
    expect(await imported(shown)).toMatchObject({ ...nothing, read: 1, failed: 1 });
    expect((await find('businessId=2170029-2')).name).toEqual({ fi: 'Tmi Aino Esimerkki' });
  });

  it('of the City that are above themselves fail, and the rest is taken', async () => {
    const file = table('id,name_fi,name_sv,type_id,parent_id', 'A,Yksi,,14,B', 'B,Kaksi,,14,A', 'C,Kolme,,14,C', 'D,Neljä,,14,A');
    const run = await imported(file);
    expect(run).toMatchObject({ ...nothing, read: 4, created: 1, failed: 3, errors: [1, 2, 3].map((record) => ({ record, pointer: '/parent_id' })) });
    expect(await imported(file)).toMatchObject({ ...nothing, read: 4, unchanged: 1, failed: 3 });
  });

  it.each([
    ['of something else', 'colour,size\nred,large'],
    ['without a header', ''],
    ['with a column that nobody knows', 'name,kind,sector,colour\nMalmi Oy,company,private,red'],
  ])('%s are not taken', async (_, file) => {
    expect(await imported(file, '?source=csv')).toMatchObject({ status: 'failed', errors: [{ record: 0, pointer: '' }] });
  });
});

describe('a record that leads to two organisations', () => {
  it('fails: to merge them is for people', async () => {
    await imported(table('name,kind,sector,businessId,pic', 'Yksi Oy,company,private,2170029-2,', 'Kaksi Oy,company,private,,111111111'));
    const run = await imported(table('name,kind,sector,businessId,pic', 'Kumpi Oy,company,private,2170029-2,111111111'));
    expect(run).toMatchObject({ ...nothing, read: 1, failed: 1, errors: [{ record: 1, detail: expect.stringContaining('merge') }] });
  });

  it('or against one by another number fails too', async () => {
    await imported(table('name,kind,sector,businessId,pic', 'Yksi Oy,company,private,2170029-2,111111111'));
    const run = await imported(table('name,kind,sector,businessId,pic', 'Yksi Oy,company,private,2170029-2,222222222'));
    expect(run).toMatchObject({ ...nothing, read: 1, failed: 1, errors: [{ record: 1, pointer: '/pic' }] });
  });
});

const shared = new URL('../../../../../shared/data/', import.meta.url);
const whereReal = existsSync(shared) ? describe : describe.skip;

whereReal('whole files of real registers', () => {
  it.each([
    ['eu/cordis-he-organizations.csv', 'text/csv', 9527],
    ['eu/cordis-he-organization-100.csv', 'text/csv', 77],
    ['eu/h2020-2016-organizations.csv', 'text/csv', 9916],
    ['helsinki/helsinki-organisations.csv', 'text/csv', 737],
    ['helsinki/servicemap-organisations.csv', 'text/csv', 14],
    ['helsinki/ytj-v3-page.json', 'application/json', 3],
  ])('%s is taken in, the dry run says how, and a second time changes nothing', async (name, type, records) => {
    const file = await readFile(new URL(name, shared), 'utf8');
    const dry = await imported(file, '?dryRun=true', type);
    const run = await imported(file, '', type);
    expect(run).toMatchObject({ status: 'completed', read: records });
    expect(countsOf(dry)).toEqual(countsOf(run));
    const again = await imported(file, '', type);
    expect(countsOf(again)).toEqual({ ...nothing, read: records, unchanged: records - run.failed, failed: run.failed });
    expect(run.failed).toBeLessThan(records / 20 + 3);
  });

  it.each(['helsinki/ytj-v1-legacy-company.json', 'helsinki/ytj-v3-api.md'])('%s is none', async (name) => {
    const file = await readFile(new URL(name, shared), 'utf8');
    expect(await imported(file, '?source=ytj', 'application/json')).toMatchObject({ status: 'failed', errors: [{ record: 0 }] });
  });
});
