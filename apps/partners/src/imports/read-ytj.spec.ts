import { readFile } from 'node:fs/promises';
import type { RecordRead } from '@fiksu/service';
import type { OrganisationRead } from './organisation-read.ts';
import { readCompany, ytj } from './read-ytj.ts';

async function read(file: string): Promise<RecordRead<OrganisationRead>[]> {
  const records: RecordRead<OrganisationRead>[] = [];
  for await (const record of ytj.records(piecesOf(file), {})) records.push(record);
  return records;
}

async function* piecesOf(file: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(file);
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}

const company = (own: object = {}) => ({
  businessId: { value: '2170029-2' },
  names: [{ name: 'Forum Virium Helsinki Oy', type: '1', registrationDate: '2008-02-07' }],
  ...own,
});
const valueOf = (own: object): OrganisationRead => {
  const record = readCompany(company(own));
  if ('errors' in record) throw new Error(JSON.stringify(record.errors));
  return record.value;
};

describe('a company of the Finnish business register', () => {
  it('is read from a real answer: Nokia, Wolt, Dynava', async () => {
    const records = await read(await readFile(new URL('samples/ytj-v3.json', import.meta.url), 'utf8'));
    expect(records.map((record) => ('value' in record ? record.value : record))).toMatchObject([
      {
        name: { fi: 'Nokia Oyj', sv: 'Nokia Abp', en: 'Nokia Corporation' },
        businessId: '0112038-9',
        website: 'https://www.nokia.com',
        kind: 'company',
        sector: 'private',
        situation: 'none',
      },
      { name: { fi: 'Wolt Oy' }, businessId: '2646674-9' },
      { name: { fi: 'Dynava Oy' }, businessId: '0100130-4', vatId: 'FI01001304', website: 'https://www.dynava.fi' },
    ]);
  });

  it.each<[string, object]>([
    ['a member of a page', { totalResults: 1, companies: [company()] }],
    ['an element of a list', [company()]],
    ['the whole file', company()],
  ])('may be %s', async (_, file) => {
    expect(await read(JSON.stringify(file))).toMatchObject([{ value: { businessId: '2170029-2' } }]);
  });

  it('may be none at all: an empty answer is a file without records', async () => {
    expect(await read('{"totalResults":0,"companies":[]}')).toEqual([]);
  });

  it.each([null, '', undefined])('has the name that has no end (%j), and of several the one registered last', (endDate) => {
    const names = [
      { name: 'Older Oy', type: '1', registrationDate: '2020-01-01', endDate },
      { name: 'Newest Oy', type: '1', registrationDate: '2024-01-01', endDate },
      { name: 'Ended Oy', type: '1', registrationDate: '2025-01-01', endDate: '2025-02-01' },
      { name: 'Auxiliary', type: '3', registrationDate: '2026-01-01' },
    ];
    expect(valueOf({ names }).name).toEqual({ fi: 'Newest Oy' });
    expect(valueOf({ names: [...names].reverse() }).name).toEqual({ fi: 'Newest Oy' });
  });

  it.each([
    ['26', 'company', 'private', true],
    ['0', 'company', 'private', true],
    ['53', 'company', 'private', true],
    ['16', 'company', 'private', false],
    [17, 'company', 'private', false],
    ['6', 'ngo', 'civil-society', false],
    ['18', 'foundation', 'civil-society', false],
    ['41', 'public-body', 'public', false],
  ])('of the form %s is a %s of the sector %s, a natural person: %s', (type, kind, sector, personal) => {
    expect(valueOf({ companyForms: [{ type }] })).toMatchObject({ kind, sector, personal });
  });

  it('without a form says nothing of whether it is a person', () => {
    expect(valueOf({ companyForms: [{ type: '26', endDate: '2020-01-01' }] })).not.toHaveProperty('personal');
  });

  it.each([
    [{ companySituations: [{ type: 'KONK' }] }, 'bankruptcy'],
    [{ companySituations: [{ type: 'SANE' }, { type: 'SELTILA', endDate: null }] }, 'liquidation'],
    [{ companySituations: [{ type: 'SANE' }] }, 'restructuring'],
    [{ companySituations: [{ type: 'KONK', endDate: '2024-01-01' }] }, 'none'],
    [{ tradeRegisterStatus: '4', companySituations: [{ type: 'KONK' }] }, 'ceased'],
    [{ tradeRegisterStatus: '2' }, 'ceased'],
    [{ tradeRegisterStatus: '1', status: '2' }, 'none'],
    [{ tradeRegisterStatus: '0' }, 'none'],
  ])('tells of its troubles: %j', (own, situation) => {
    expect(valueOf(own).situation).toBe(situation);
  });

  it('has a VAT id while it is in the register of those who pay it', () => {
    expect(valueOf({ registeredEntries: [{ type: '80', register: '6' }] }).vatId).toBe('FI21700292');
    expect(valueOf({ registeredEntries: [{ type: '80', register: '6', endDate: '2001-01-01' }] })).not.toHaveProperty('vatId');
    expect(valueOf({ registeredEntries: [{ type: '55', register: '5' }] })).not.toHaveProperty('vatId');
  });

  it('has no address: that of a one-person company may hold a name', () => {
    expect(JSON.stringify(valueOf({ addresses: [{ type: 1, co: 'Aino Esimerkki', street: 'Kotikatu' }] }))).not.toMatch(/Aino|Kotikatu/);
  });

  it.each([
    [{ businessId: { value: '0111111-1' } }, '/businessId/value'],
    [{ businessId: { value: '0112038-1' } }, '/businessId/value'],
    [{ businessId: { value: 'y-tunnus' } }, '/businessId/value'],
    [{ names: [] }, '/names'],
    [{ names: [{ name: 'Ended Oy', type: '1', endDate: '2020-01-01' }] }, '/names'],
    [{ names: 'Forum Virium' }, '/names'],
  ])('that is wrong is told with its place: %j', (own, pointer) => {
    expect(readCompany(company(own))).toMatchObject({ errors: [{ pointer }] });
  });
});

describe('a record that is no company', () => {
  it.each<[string, unknown]>([
    ['nothing', null],
    ['words', 'Forum Virium'],
    ['an empty object', {}],
    ['a company without its business id', { names: company().names }],
  ])('%s fails alone, also where it is the first of the file', async (_, other) => {
    const fault = { errors: [{ pointer: expect.any(String) }] };
    expect(await read(JSON.stringify({ companies: [other, company(), other] }))).toMatchObject([fault, { value: { businessId: '2170029-2' } }, fault]);
  });
});

describe('what is no such file', () => {
  it.each<[string, string]>([
    ['is in the old form of the register', '{"businessId":"3355613-6","name":"Interface compatibility Oy","names":[]}'],
    ['holds something else', '{"features":[]}'],
    ['is a list of something else', '[{"id":1}]'],
    ['is a long list of something else', JSON.stringify(Array.from({ length: 1000 }, (_, id) => ({ id })))],
    ['is no JSON', 'businessId;name'],
  ])('%s: none of it is taken', async (_, file) => {
    await expect(read(file)).rejects.toThrow(expect.objectContaining({ name: 'NotThatFile' }));
  });

  it('is told from one that is', () => {
    expect(ytj.recognises('{"totalResults":1,"companies":[{', 'application/json')).toBe(true);
    expect(ytj.recognises('{\n "businessId": {\n "value"', 'application/json')).toBe(true);
    expect(ytj.recognises('{"businessId":"3355613-6"', 'application/json')).toBe(false);
    expect(ytj.recognises('{"features":[', 'application/json')).toBe(false);
  });
});
