/** Likely duplicates are shown at submission and triage: only what the caller may read, the likeliest first. API contract, R4. */
import type { Client, TestService } from '@fiksu/testing';
import { idOf, needIn, needOf } from '../testing/needs-in-any-state.ts';
import { startRoadmap } from '../testing/start-roadmap.ts';

/** Two persons ask for the same in other words. */
const shade = {
  title: { fi: 'Varjoa Malmin torille' },
  description: { fi: 'Helteellä Malmin torilla ei voi istua, kun varjoa ei ole.' },
  location: { type: 'Point', coordinates: [25.0106, 60.2505] },
  districts: undefined,
  themes: ['green-infrastructure'],
};
const shadeToo = { ...shade, title: { fi: 'Malmin torille varjoa' }, location: { type: 'Point', coordinates: [25.0112, 60.2507] } };

interface Likely {
  id: string;
  title: Record<string, string>;
  score: number;
  because: { code: string; detail: Record<string, string> }[];
}

let roadmap: TestService;
let coordinator: Client;
beforeEach(async () => {
  roadmap = await startRoadmap();
  coordinator = await roadmap.as('coordinator');
});
afterEach(() => roadmap.stop());

const submitLike = async (by: Client, terms: object = shadeToo) =>
  (await by.post('/needs', needOf(terms)).expect(201)).body as { id: string; likelyDuplicates: Likely[] };
const pathsIn = (found: Likely[]) => found.map(({ id }) => `/needs/${id}`);

describe('likely duplicates at submission', () => {
  it('are needs that say the same, with their title, a score from 0 to 1 and the reasons', async () => {
    const path = await needIn(roadmap, 'accepted', shade);
    const { id, likelyDuplicates } = await submitLike(roadmap.anyone);
    expect(pathsIn(likelyDuplicates)).toEqual([path]);
    const [found] = likelyDuplicates;
    expect(Object.keys(found as Likely).sort()).toEqual(['because', 'id', 'score', 'title']);
    expect(found?.title).toEqual(shade.title);
    expect(found?.score).toBeGreaterThan(0);
    expect(found?.score).toBeLessThanOrEqual(1);
    expect(found?.because.length).toBeGreaterThan(0);
    expect(found?.because.every(({ code, detail }) => /^[a-z-]+$/.test(code) && Object.keys(detail).length > 0)).toBe(true);
    expect(found?.id).not.toBe(id);
  });

  it('are none where nothing is alike', async () => {
    await needIn(roadmap, 'accepted', shade);
    expect((await submitLike(roadmap.anyone, { title: { en: 'Charging points for electric bicycles' }, districts: ['pasila'] })).likelyDuplicates).toEqual([]);
  });

  it('come with the likeliest first', async () => {
    const alike = await needIn(roadmap, 'accepted', {
      ...shade,
      title: { fi: 'Malmin torille lisää varjoa ja penkkejä vanhuksille' },
      location: { type: 'Point', coordinates: [25.0125, 60.2512] },
    });
    const same = await needIn(roadmap, 'accepted', shade);
    const { likelyDuplicates } = await submitLike(roadmap.anyone);
    expect(pathsIn(likelyDuplicates)).toEqual([same, alike]);
    expect(likelyDuplicates[0]?.score).toBeGreaterThan(likelyDuplicates[1]?.score as number);
  });

  it('are only such as the author may read', async () => {
    const open = await needIn(roadmap, 'accepted', shade);
    const closed = [await needIn(roadmap, 'submitted', shade), await needIn(roadmap, 'triaged', shade)];
    const hidden = await needIn(roadmap, 'accepted', shade);
    await coordinator.act(hidden, 'hide', { reason: { fi: 'Nimeää henkilön' } });
    const everything = pathsIn((await submitLike(coordinator)).likelyDuplicates);
    expect(new Set(everything)).toEqual(new Set([open, hidden, ...closed]));
    // A platform knows of unpublished needs, but does not read their titles.
    for (const client of [roadmap.anyone, await roadmap.as('resident'), await roadmap.as('partner'), await roadmap.as('platform')]) {
      expect(pathsIn((await submitLike(client)).likelyDuplicates)).toEqual([open]);
    }
  });

  it('are never declined or merged ones', async () => {
    const survivor = await needIn(roadmap, 'submitted', { title: { en: 'Charging points' }, districts: ['pasila'] });
    await needIn(roadmap, 'declined', shade);
    const merged = await needIn(roadmap, 'submitted', shade);
    await coordinator.act(merged, 'merge', { into: idOf(survivor) });
    expect((await submitLike(coordinator)).likelyDuplicates).toEqual([]);
  });
});

describe('likely duplicates at triage', () => {
  it('are those that the coordinator sees, and never the need itself', async () => {
    const first = await needIn(roadmap, 'submitted', shade);
    const { id } = await submitLike(roadmap.anyone);
    const { status, body } = await coordinator.act(`/needs/${id}`, 'triage');
    expect(status).toBe(200);
    expect(pathsIn(body.likelyDuplicates)).toEqual([first]);
  });

  it('are, for a coordinator limited to districts, not the unpublished ones of others', async () => {
    await needIn(roadmap, 'submitted', { ...shade, location: undefined, districts: ['pasila'] });
    const ofMalmi = await needIn(roadmap, 'submitted', { ...shade, location: undefined, districts: ['malmi'] });
    const { id } = await submitLike(roadmap.anyone, { ...shadeToo, location: undefined, districts: ['malmi'] });
    const limited = await roadmap.as('coordinator', { districts: ['malmi'] });
    expect(pathsIn((await limited.act(`/needs/${id}`, 'triage')).body.likelyDuplicates)).toEqual([ofMalmi]);
  });

  it('are shown with that answer alone', async () => {
    await needIn(roadmap, 'submitted', shade);
    const { id } = await submitLike(roadmap.anyone);
    await coordinator.act(`/needs/${id}`, 'triage');
    expect((await coordinator.get(`/needs/${id}`)).body).not.toHaveProperty('likelyDuplicates');
    expect((await coordinator.act(`/needs/${id}`, 'accept')).body).not.toHaveProperty('likelyDuplicates');
  });
});
