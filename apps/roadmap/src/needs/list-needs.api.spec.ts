/** Looking for needs: words in three languages, filters, order, pages and counts. API contract, §1, G14 and "Counts". */
import type { Client, TestService } from '@fiksu/testing';
import { plannedSession, sessionIdOf } from '../testing/sessions-in-any-state.ts';
import { idOf, needIn, submitted } from '../testing/needs-in-any-state.ts';
import { startRoadmap } from '../testing/start-roadmap.ts';

const org = '0198bbbb-0000-7000-8000-000000000001';

let roadmap: TestService;
let coordinator: Client;
beforeAll(async () => {
  roadmap = await startRoadmap();
  coordinator = await roadmap.as('coordinator');
});
afterAll(() => roadmap.stop());

interface Listed {
  data: { id: string; title: Record<string, string> }[];
  page: { next: string | null };
}

/** The paths that a list answers, of those that the test has made. */
async function found(query: string, made: string[], by: Client = coordinator): Promise<string[]> {
  const { body } = await by.get(`/needs?limit=200&${query}`).expect(200);
  return (body as Listed).data.map(({ id }) => `/needs/${id}`).filter((path) => made.includes(path));
}

describe('the words of a need', () => {
  const finnish = { title: { fi: 'Lisää penkkejä Keskuspuistoon' }, description: { fi: 'Nyt penkkien paikalla on lumen varastointia.' } };
  const swedish = { title: { sv: 'Cykelvägarna behöver bättre belysning' } };
  const english = { title: { en: 'A bench for the elderly' }, description: { en: 'They need to rest on their way.' } };

  it.each([
    ['penkki', 'in the singular', finnish],
    ['penkit', 'in the plural', finnish],
    ['PENKKEJÄ', 'in capitals', finnish],
    ['penkeille', 'in a case that takes a consonant away', finnish],
    ['keskuspuistossa', 'in a case of a compound', finnish],
    ['penkki keskuspuisto', 'two at once', finnish],
    ['varastointi', 'in the description', finnish],
    ['cykelväg', 'in Swedish', swedish],
    ['cykelvägen', 'in a definite form', swedish],
    ['CYKELVÄGAR', 'in Swedish capitals', swedish],
    ['belysningen', 'further back', swedish],
    ['benches', 'in English', english],
    ['bench elderly', 'two at once in English', english],
    ['resting', 'in another form of the verb', english],
  ])('are found by "%s": %s', async (words, _, need) => {
    const path = await submitted(roadmap, need);
    expect(await found(`q=${encodeURIComponent(words)}`, [path])).toEqual([path]);
  });

  it.each([
    ['lentokenttä', finnish],
    ['penkki lentokenttä', finnish],
    ['flygplats', swedish],
    ['airport', english],
  ])('are not found by "%s", which it does not say', async (words, need) => {
    const path = await submitted(roadmap, need);
    expect(await found(`q=${encodeURIComponent(words)}`, [path])).toEqual([]);
  });

  it.each([
    ['Valaistsu alikulkuun', 'two letters exchanged'],
    ['valaitus', 'a letter forgotten'],
    ['alikullku', 'a letter too many'],
  ])('are found in spite of a typing error: "%s", %s', async (words) => {
    const path = await submitted(roadmap, { title: { fi: 'Valaistus alikulkuun' } });
    expect(await found(`q=${encodeURIComponent(words)}`, [path])).toEqual([path]);
  });

  it.each(["'", '"', '%', '\\', 'a & b | !(c)', '<->', ':*', ')))', "'; drop table need; --", 'ja', '🌳', '\0'])(
    'may be anything: %s is looked for, not obeyed',
    async (words) => {
      const { status } = await coordinator.get(`/needs?q=${encodeURIComponent(words)}`);
      expect([200, 400]).toContain(status);
    },
  );

  it('are looked for among what the caller may see', async () => {
    const [open, closed] = [await needIn(roadmap, 'accepted', { title: { fi: 'Kaukoputki' } }), await submitted(roadmap, { title: { fi: 'Kaukoputki' } })];
    expect(await found('q=kaukoputki', [open, closed], roadmap.anyone)).toEqual([open]);
    expect(await found('q=kaukoputki', [open, closed])).toHaveLength(2);
  });
});

describe('filters of needs', () => {
  it('choose by state, district, theme, group, source, organisation, session and survivor; given twice, either', async () => {
    const session = sessionIdOf(await plannedSession(coordinator));
    const a = await submitted(roadmap, {
      districts: ['malmi', 'pasila'],
      themes: ['mobility', 'safety'],
      affectedGroups: ['elderly'],
      source: 'company',
      organisation: org,
    });
    const b = await needIn(roadmap, 'triaged', { districts: ['kalasatama'], themes: ['energy'], affectedGroups: ['children'], source: 'session', session });
    const c = await submitted(roadmap, { districts: ['pasila'], themes: ['safety'] });
    await coordinator.act(c, 'merge', { into: idOf(a) });
    const made = [a, b, c];
    const cases: [string, string[]][] = [
      ['status=submitted', [a]],
      ['status=triaged&status=merged', [c, b]],
      ['status=addressed', []],
      ['district=pasila', [c, a]],
      ['district=kalasatama&district=malmi', [b, a]],
      ['theme=safety', [c, a]],
      ['theme=mobility&theme=energy', [b, a]],
      ['affectedGroup=elderly', [a]],
      ['source=company&source=session', [b, a]],
      [`organisation=${org}`, [a]],
      [`session=${session}`, [b]],
      [`mergedInto=${idOf(a)}`, [c]],
      ['district=pasila&theme=mobility', [a]],
      ['district=pasila&status=triaged', []],
      [`id=${idOf(a)}&id=${idOf(b)}`, [b, a]],
    ];
    for (const [query, expected] of cases) expect([query, await found(query, made)]).toEqual([query, expected]);
  });

  it.each([
    ['status=new', 'status'],
    ['source=council', 'source'],
    ['district=Malmi!', 'district'],
    ['organisation=acme', 'organisation'],
    ['colour=red', 'colour'],
    ['q=', 'q'],
    ['sort=title', 'sort'],
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['limit=ten', 'limit'],
    ['after=forged', 'after'],
    ['by=status', 'by'],
  ])('%s is malformed, and the answer names the parameter', async (query, parameter) => {
    const { status, body } = await roadmap.anyone.get(`/needs?${query}`);
    expect([status, body.code, body.errors[0].parameter]).toEqual([400, 'malformed', parameter]);
  });
});

describe('the list of needs', () => {
  it('comes newest first, in pages that lead on and repeat nothing, also while needs are added', async () => {
    const made: string[] = [];
    for (let index = 0; index < 5; index++) made.push(await submitted(roadmap, { themes: ['participation'] }));
    const read: string[] = [];
    let path: string | undefined = '/needs?theme=participation&limit=2';
    while (path) {
      const { body, headers }: { body: Listed; headers: Record<string, string> } = await coordinator.get(path).expect(200);
      read.push(...body.data.map(({ id }) => `/needs/${id}`));
      path = /^<([^>]+)>; rel="next"$/.exec(headers.link ?? '')?.[1];
      expect(path === undefined).toBe(body.page.next === null);
      if (path) expect(path).toContain('theme=participation');
      await submitted(roadmap, { themes: ['participation'] });
    }
    expect(read).toEqual([...made].reverse());
  });

  it('can be turned round and sorted by change', async () => {
    const [a, b] = [await submitted(roadmap), await submitted(roadmap)];
    await coordinator.act(a, 'triage');
    const ids = `id=${idOf(a)}&id=${idOf(b)}`;
    expect(await found(`sort=createdAt&${ids}`, [a, b])).toEqual([a, b]);
    expect(await found(`sort=-updatedAt&${ids}`, [a, b])).toEqual([a, b]);
    expect(await found(`sort=updatedAt&${ids}`, [a, b])).toEqual([b, a]);
  });
});

describe('counting needs', () => {
  it('by state and source shows the zeros, and only what the same filters would list', async () => {
    await submitted(roadmap, { districts: ['osa-alue-linjat'] });
    await submitted(roadmap, { districts: ['osa-alue-linjat'], source: 'unit' });
    await needIn(roadmap, 'accepted', { districts: ['osa-alue-linjat'] });
    const count = async (query: string, by: Client = coordinator) => (await by.get(`/needs/counts?district=osa-alue-linjat&${query}`).expect(200)).body;
    const none = { submitted: 0, triaged: 0, accepted: 0, crystallised: 0, addressed: 0, declined: 0, merged: 0 };
    expect(await count('by=status')).toEqual({ by: 'status', counts: { ...none, submitted: 2, accepted: 1 }, total: 3 });
    expect(await count('by=source')).toEqual({ by: 'source', counts: { resident: 2, company: 0, unit: 1, session: 0 }, total: 3 });
    expect(await count('by=source&status=accepted')).toEqual({ by: 'source', counts: { resident: 1, company: 0, unit: 0, session: 0 }, total: 1 });
    expect(await count('by=status', roadmap.anyone)).toEqual({ by: 'status', counts: { ...none, accepted: 1 }, total: 1 });
    expect(await count('by=status&status=addressed')).toEqual({ by: 'status', counts: none, total: 0 });
  });

  it('by a list counts a need at each of its members, and once in the total', async () => {
    const themes = ['business', 'circular-economy'];
    const ids = [await submitted(roadmap, { themes }), await submitted(roadmap, { themes: ['business', 'business'] }), await submitted(roadmap)]
      .map((path) => `id=${idOf(path)}`)
      .join('&');
    const { body } = await coordinator.get(`/needs/counts?by=theme&${ids}`).expect(200);
    expect(body).toEqual({ by: 'theme', counts: { business: 2, 'circular-economy': 1 }, total: 3 });
  });

  it.each(['', 'by=title', 'by=status&by=source', 'by=status&limit=5', 'by=status&sort=createdAt'])(
    'takes one field that can be counted by, and no page: "%s" is malformed',
    async (query) => {
      await roadmap.anyone.get(`/needs/counts?${query}`).expect(400);
    },
  );
});
