/** Organisations that were entered twice are shown, the likeliest first, until somebody has told them apart. API contract, P3. */
import { Database, sql } from '@fiksu/service';
import { startTestService, type Client, type TestService } from '@fiksu/testing';
import { partners } from '../partners.ts';
import { added, idOf, newBusinessId, newPic } from '../testing/organisations-of-a-test.ts';

let service: TestService;
let coordinator: Client;
beforeEach(async () => {
  service = await startTestService(partners);
  coordinator = await service.as('coordinator');
});
afterEach(() => service.stop());

interface Pair {
  organisations: string[];
  score: number;
  because: { code: string }[];
  against: { code: string }[];
  names: object[];
}

async function shown(query = '', by = coordinator): Promise<Pair[]> {
  return (await by.get(`/organisations/duplicates${query}`).expect(200)).body.data as Pair[];
}
const pairOf = (...paths: string[]): string[] => paths.map(idOf).sort();
const named = (fi: string, terms: object = {}): Promise<string> => added(coordinator, { name: { fi }, ...terms });
const dismiss = (paths: string[], by = coordinator) =>
  by.post('/organisations/duplicates/dismiss', { organisations: paths.map(idOf), reason: { fi: 'Eri yhtiöt' } });

describe('likely duplicates', () => {
  it('are shown to coordinators from the moment at which the second one is added, with the reason', async () => {
    const one = await named('Forum Virium Helsinki Oy');
    await named('Aalto-yliopisto');
    expect(await shown()).toEqual([]);
    const two = await named('FORUM VIRIUM HELSINKI');
    const names =
      pairOf(one, two)[0] === idOf(one) ? ['Forum Virium Helsinki Oy', 'FORUM VIRIUM HELSINKI'] : ['FORUM VIRIUM HELSINKI', 'Forum Virium Helsinki Oy'];
    expect(await shown()).toEqual([
      {
        organisations: pairOf(one, two),
        score: 0.97,
        because: [{ code: 'same-name-other-form', detail: expect.objectContaining({ names }) }],
        against: [],
        names: names.map((fi) => ({ fi })),
      },
    ]);
  });

  it('are for nobody else', async () => {
    await service.anyone.get('/organisations/duplicates').expect(401);
    await service.anyone.post('/organisations/duplicates/dismiss', {}).expect(401);
    for (const role of ['partner', 'platform', 'evaluator', 'resident'] as const) {
      await (await service.as(role)).get('/organisations/duplicates').expect(403);
      await (await service.as(role)).post('/organisations/duplicates/dismiss', {}).expect(403);
    }
  });

  it('come the likeliest first, page by page, with two different numbers at the end', async () => {
    const same = [await named('Sama Oy'), await named('Sama Oy')];
    const form = [await named('Muoto Oy'), await named('Muoto Ab')];
    const slip = [await named('Kirjoitusvirhe Oy'), await named('Kirjoitusvrhe Oy')];
    const twoPics = [await named('ENGREEN SRL', { pic: newPic() }), await named('Engreen Srl', { pic: newPic() })];
    await named('Kaksi Oy', { businessId: newBusinessId() });
    await named('Kaksi Oy', { businessId: newBusinessId() });
    const expected = [same, form, slip, twoPics].map((paths) => pairOf(...paths));
    const all = await shown();
    expect(all.map(({ organisations }) => organisations)).toEqual(expected);
    expect(all[3]?.against).toMatchObject([{ code: 'different-pic' }]);
    const read: string[][] = [];
    let path: string | null = '/organisations/duplicates?limit=1';
    while (path) {
      const { body, headers }: { body: { data: Pair[]; page: { next: string | null } }; headers: Record<string, string> } = await coordinator
        .get(path)
        .expect(200);
      read.push(...body.data.map(({ organisations }) => organisations));
      path = /^<([^>]+)>; rel="next"$/.exec(headers.link ?? '')?.[1] ?? null;
      expect(path === null).toBe(body.page.next === null);
    }
    expect(read).toEqual(expected);
  });

  it('are found by the same website, VAT id and id elsewhere too, and by names in letters that have no trigrams', async () => {
    const site = [
      await named('Yksi', { website: 'https://www.same.example/a', vatId: 'FI21700292' }),
      await named('Aivan toinen', { website: 'http://same.example', vatId: 'FI21700292' }),
    ];
    const elsewhere = [
      await named('Kolmas', { externalIds: [{ scheme: 'x', value: '1' }] }),
      await named('Muu nimi', { externalIds: [{ scheme: 'x', value: '1' }] }),
    ];
    const greek = [await named('Δήμος Αθηναίων'), await named('ΔΗΜΟΣ ΑΘΗΝΑΙΩΝ')];
    const found = (await shown()).map(({ organisations }) => organisations.join());
    expect(found.sort()).toEqual([site, elsewhere, greek].map((paths) => pairOf(...paths).join()).sort());
  });

  it('are chosen by district, and shown to a coordinator of some districts where one of the two is in these or in none', async () => {
    const malmi = [await named('Malmin pari', { districts: ['malmi'] }), await named('Malmin pari', { districts: ['pasila'] })];
    const pasila = [await named('Pasilan pari', { districts: ['pasila'] }), await named('Pasilan pari', { districts: ['pasila'] })];
    const limited = await service.as('coordinator', { districts: ['malmi'] });
    const pairs = async (query: string, by: Client) => (await shown(query, by)).map(({ organisations }) => organisations);
    expect(await pairs('', limited)).toEqual([pairOf(...malmi)]);
    expect(await pairs('?district=malmi', coordinator)).toEqual([pairOf(...malmi)]);
    expect((await pairs('?district=pasila', coordinator)).length).toBe(2);
    for (const query of ['?limit=0', '?colour=red', '?after=forged', '?district=Malmi!'])
      await coordinator.get(`/organisations/duplicates${query}`).expect(400);
    expect(pasila).toHaveLength(2);
  });

  it('go when one of the two is renamed or removed', async () => {
    const [one, two] = [await named('Sama Oy'), await named('Sama Oy')];
    const [three, four] = [await named('Toinen Oy'), await named('Toinen Oy')];
    expect(await shown()).toHaveLength(2);
    await coordinator.patch(one, { name: { fi: 'Jotain muuta' } }, await coordinator.matching(one)).expect(200);
    await coordinator.delete(three, await coordinator.matching(three)).expect(204);
    expect(await shown()).toEqual([]);
    expect([two, four]).toHaveLength(2);
  });

  it('are compared in the background where many came at once', async () => {
    const db = service.app.get(Database);
    await db.run(sql`
      insert into organisation (id, version, name, kind, sector, districts, themes, expertise, external_ids, personal, situation, created_at, updated_at)
      select gen_random_uuid(), 1, jsonb_build_object('fi', md5((n / 2)::text)), 'company', 'private', '{}', '{}', '{}', '[]', false, 'none', now() - n * interval '1 s', now() - n * interval '1 s'
      from generate_series(0, 299) n`);
    // Of those that the first question waits for, each is the twin of another one.
    expect((await shown('?limit=200')).length).toBeGreaterThanOrEqual(25);
    const found = async () => (await db.run(sql`select from likely_duplicate`)).length;
    while ((await found()) < 150) await new Promise(setImmediate);
    expect((await shown('?limit=200')).length).toBe(150);
  });
});

describe('a pair that somebody has dismissed', () => {
  it('stays away until one of the two changes', async () => {
    const [one, two] = [await named('Sama Oy'), await named('Sama Oy')];
    const { body } = await dismiss([two, one]).expect(200);
    expect(body).toMatchObject({ organisations: pairOf(one, two), score: 0.99, because: [{ code: 'same-name' }], dismissed: { reason: { fi: 'Eri yhtiöt' } } });
    expect(await shown()).toEqual([]);
    await coordinator.patch(two, { size: 'small' }, await coordinator.matching(two)).expect(200);
    expect((await shown()).map(({ organisations }) => organisations)).toEqual([pairOf(one, two)]);
    await dismiss([one, two]).expect(200);
    expect(await shown()).toEqual([]);
  });

  it('is of two organisations that there are', async () => {
    const one = await named('Yksi Oy');
    const nobody = '/organisations/0198bbbb-0000-7000-8000-000000000009';
    expect((await dismiss([one, nobody]).expect(422)).body.errors).toMatchObject([{ pointer: '/organisations/1' }]);
    expect((await dismiss([one, one]).expect(422)).body.errors).toMatchObject([{ pointer: '/organisations/1' }]);
    expect((await dismiss([one]).expect(400)).body.errors).toMatchObject([{ pointer: '/organisations' }]);
    const { body } = await coordinator.post('/organisations/duplicates/dismiss', { organisations: [idOf(one), idOf(nobody)] }).expect(400);
    expect(body.errors).toMatchObject([{ pointer: '/reason' }]);
  });

  it('is not for a coordinator of other districts to dismiss', async () => {
    const pair = [await named('Sama Oy', { districts: ['malmi'] }), await named('Sama Oy', { districts: ['pasila'] })];
    const refused = await dismiss(pair, await service.as('coordinator', { districts: ['malmi'] })).expect(403);
    expect(refused.body.code).toBe('outside-districts');
    await dismiss(pair, await service.as('coordinator', { districts: ['malmi', 'pasila'] })).expect(200);
  });
});
