/** Looking for organisations: names in three languages, filters, order and counts. API contract, §1, G14. */
import { startTestService, type Client, type TestService } from '@fiksu/testing';
import { partners } from '../partners.ts';
import { added, idOf, newBusinessId, newPic } from '../testing/organisations-of-a-test.ts';

let service: TestService;
let coordinator: Client;
beforeAll(async () => {
  service = await startTestService(partners);
  coordinator = await service.as('coordinator');
});
afterAll(() => service.stop());

/** Those of the made ones that a list answers, in its order. */
async function found(query: string, made: string[]): Promise<string[]> {
  const { body } = await service.anyone.get(`/organisations?limit=200&${query}`).expect(200);
  return (body.data as { id: string }[]).map(({ id }) => `/organisations/${id}`).filter((path) => made.includes(path));
}

describe('the name of an organisation', () => {
  const virium = { name: { fi: 'Forum Virium Helsinki Oy' } };
  const haaga = { name: { fi: 'Haaga-Helia ammattikorkeakoulu Oy Ab', en: 'Haaga-Helia University of Applied Sciences' } };
  const city = { name: { fi: 'Helsingin kaupunki', sv: 'Helsingfors stad', en: 'City of Helsinki' } };

  it.each([
    ['virium', 'a part of it', virium],
    ['FORUM VIRIUM', 'in capitals', virium],
    ['helsinki virium', 'in another order', virium],
    ['viri', 'the beginning of a word', virium],
    ['Forum Virum', 'a letter forgotten', virium],
    ['Froum', 'two letters exchanged', virium],
    ['korkeakoulu', 'the end of a compound', haaga],
    ['haaga helia', 'without its hyphen', haaga],
    ['applied sciences', 'in English', haaga],
    ['helsingfors', 'in Swedish', city],
    ['Hélsingförs', 'with accents that it has not', city],
    ['Oy Ab', 'its form', haaga],
  ])('is found by "%s": %s', async (words, _, terms) => {
    const path = await added(coordinator, terms);
    expect(await found(`q=${encodeURIComponent(words)}`, [path])).toEqual([path]);
  });

  it('is found without the dots and rings of its letters', async () => {
    const path = await added(coordinator, { name: { sv: 'Åkerbär Öbolag' } });
    for (const words of ['akerbar', 'obolag', 'ÅKERBÄR']) expect(await found(`q=${encodeURIComponent(words)}`, [path])).toEqual([path]);
  });

  it.each(['lentoasema', 'virium lentoasema', 'foorumit'])('is not found by "%s", which it does not say', async (words) => {
    const path = await added(coordinator, virium);
    expect(await found(`q=${encodeURIComponent(words)}`, [path])).toEqual([]);
  });

  it.each(["'", '%', '_', '\\', '"; drop table organisation; --', '🌳', 'a b c d e f g h i j k l'])('may be looked for by anything: %s', async (words) => {
    expect((await service.anyone.get(`/organisations?q=${encodeURIComponent(words)}`)).status).toBe(200);
  });

  it('sorts a list, in the first of its languages, without accents', async () => {
    const made: string[] = [];
    for (const name of [{ fi: 'Öljy Oy' }, { en: 'apple Ltd', sv: 'Zebra Ab' }, { fi: 'Mylly Oy', en: 'Aaa Ltd' }])
      made.push(await added(coordinator, { name, themes: ['sorted'] }));
    expect(await found('theme=sorted&sort=name', made)).toEqual([made[2], made[0], made[1]]);
    expect(await found('theme=sorted&sort=-name', made)).toEqual([made[1], made[0], made[2]]);
  });
});

describe('filters of organisations', () => {
  it('choose by every field that is a word, a reference, a code or an id; given twice, either', async () => {
    const city = await added(coordinator, {
      name: { fi: 'Kaupunki' },
      kind: 'city-unit',
      sector: 'public',
      businessId: newBusinessId(),
      districts: ['malmi', 'pasila'],
    });
    const terms = {
      themes: ['energy'],
      expertise: ['sensors'],
      size: 'small',
      vatId: 'FI21700292',
      pic: newPic(),
      externalIds: [{ scheme: 'a:b', value: 'c:1' }],
    };
    const company = await added(coordinator, { parent: idOf(city), ...terms });
    const made = [city, company];
    const { businessId } = (await coordinator.get(city)).body;
    const cases: [string, string[]][] = [
      ['kind=city-unit', [city]],
      ['kind=city-unit&kind=company', [company, city]],
      ['sector=private', [company]],
      ['size=small', [company]],
      ['size=large', []],
      ['situation=none', [company, city]],
      ['situation=bankruptcy', []],
      ['district=pasila', [city]],
      ['theme=energy', [company]],
      ['expertise=sensors', [company]],
      [`parent=${idOf(city)}`, [company]],
      [`businessId=${businessId}`, [city]],
      ['vatId=FI21700292', [company]],
      [`pic=${terms.pic}`, [company]],
      ['externalId=c:1', [company]],
      ['externalId=a:b:c:1', [company]],
      ['externalId=a:b', []],
      ['externalId=nothing&externalId=c:1', [company]],
      ['personal=false', [company, city]],
      ['personal=true', []],
      ['kind=company&district=pasila', []],
      [`id=${idOf(city)}`, [city]],
    ];
    for (const [query, expected] of cases) expect([query, await found(query, made)]).toEqual([query, expected]);
  });

  it.each([
    ['kind=club', 'kind'],
    ['district=Malmi!', 'district'],
    ['parent=acme', 'parent'],
    ['businessId=rubbish', 'businessId'],
    ['pic=12', 'pic'],
    ['personal=maybe', 'personal'],
    ['name=Virium', 'name'],
    ['sort=kind', 'sort'],
  ])('%s is malformed, and the answer names the parameter', async (query, parameter) => {
    const { body } = await service.anyone.get(`/organisations?${query}`).expect(400);
    expect([body.code, body.errors[0].parameter]).toEqual(['malformed', parameter]);
  });
});

describe('counting organisations', () => {
  it('by kind and sector shows the zeros, and by a list counts one at each of its members', async () => {
    for (const terms of [
      { kind: 'ngo', districts: ['a', 'b'] },
      { kind: 'ngo', sector: 'civil-society', districts: ['a'] },
    ])
      await added(coordinator, { themes: ['counted'], ...terms });
    const count = async (by: string) => (await service.anyone.get(`/organisations/counts?theme=counted&by=${by}`).expect(200)).body;
    expect(await count('sector')).toEqual({ by: 'sector', counts: { public: 0, private: 1, academia: 0, 'civil-society': 1 }, total: 2 });
    expect((await count('kind')).counts).toMatchObject({ ngo: 2, company: 0 });
    expect(await count('district')).toEqual({ by: 'district', counts: { a: 2, b: 1 }, total: 2 });
  });
});
