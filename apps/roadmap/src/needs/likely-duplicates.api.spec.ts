/** Which needs are found to say the same, on the city's own data: API contract, R4. Who may see them: `find-likely-duplicates.api.spec.ts`. */
import type { Client, TestService } from '@fiksu/testing';
import { needIn, needOf } from '../testing/needs-in-any-state.ts';
import { startRoadmap } from '../testing/start-roadmap.ts';

interface Likely {
  id: string;
  score: number;
  because: { code: string; detail: Record<string, string> }[];
}

let roadmap: TestService;
let coordinator: Client;
beforeAll(async () => {
  roadmap = await startRoadmap();
  coordinator = await roadmap.as('coordinator');
});
afterAll(() => roadmap.stop());

/** Each test speaks of another place, so that none finds the needs of another. */
const at = (longitude: number, latitude: number) => ({ districts: undefined, location: { type: 'Point', coordinates: [longitude, latitude] } });
const submit = async (terms: object, by: Client = roadmap.anyone) =>
  (await by.post('/needs', needOf(terms)).expect(201)).body as { id: string; likelyDuplicates: Likely[] };
const pathsIn = (found: Likely[]) => found.map(({ id }) => `/needs/${id}`);

describe('at submission', () => {
  it('a need in other cases and compounds of the same words is found, with its reasons in words', async () => {
    const path = await needIn(roadmap, 'accepted', {
      ...at(25.0842, 60.2352),
      title: { fi: 'Katuvalot Kontulankaaren raitille' },
      description: { fi: 'Raitti on syksyisin pimeä.' },
      themes: ['lighting'],
    });
    const { likelyDuplicates } = await submit({
      ...at(25.0846, 60.2355),
      title: { fi: 'Kontulankaaren raitin katuvalaistus kuntoon' },
      description: { fi: 'Pimeällä raitilla pelottaa.' },
      themes: ['lighting', 'safety'],
    });
    expect(pathsIn(likelyDuplicates)).toEqual([path]);
    const because = Object.fromEntries((likelyDuplicates[0] as Likely).because.map(({ code, detail }) => [code, detail.fi]));
    expect(because).toMatchObject({
      'similar-title': 'Otsikossa sama asia: raitin – raitille, katuvalaistus – katuvalot',
      'same-place': 'Sama paikka, välissä noin 40 m',
      'same-theme': 'Yhteinen teema: Valaistus',
    });
  });

  it('another word for the same thing is found', async () => {
    const path = await needIn(roadmap, 'accepted', {
      ...at(24.9505, 60.1852),
      title: { fi: 'Yleinen vessa Karhupuistoon' },
      description: { fi: 'Puistossa ei ole käymälää.' },
    });
    const { likelyDuplicates } = await submit({
      ...at(24.9508, 60.185),
      title: { fi: 'Karhupuiston WC' },
      description: { fi: 'Puistoon tarvitaan ympärivuotinen käymälä.' },
    });
    expect(pathsIn(likelyDuplicates)).toEqual([path]);
  });

  it('the same need in Swedish is found in the same place', async () => {
    const path = await needIn(roadmap, 'accepted', {
      ...at(24.8768, 60.1959),
      title: { fi: 'Penkkejä Munkkiniemen rantaan' },
      description: { fi: 'Vanhukset eivät jaksa kävellä koko rantareittiä.' },
    });
    const { likelyDuplicates } = await submit({
      ...at(24.8765, 60.196),
      title: { sv: 'Bänkar vid stranden i Munksnäs' },
      description: { sv: 'Äldre orkar inte gå längs hela stranden.' },
    });
    expect(pathsIn(likelyDuplicates)).toEqual([path]);
    expect(likelyDuplicates[0]?.because.map(({ code }) => code)).toContain('similar-in-other-language');
  });

  it('a need without a point is found by its district, which is named as the city names it', async () => {
    const path = await needIn(roadmap, 'accepted', { districts: ['kalasatama'], title: { fi: 'Koirapuisto Kalasatamaan' } });
    const { likelyDuplicates } = await submit({ ...at(24.979, 60.1885), title: { fi: 'Kalasataman oma aidattu koirapuisto' } });
    expect(pathsIn(likelyDuplicates)).toEqual([path]);
    expect(likelyDuplicates[0]?.because).toContainEqual({
      code: 'same-district',
      detail: { fi: 'Sama alue: Kalasatama', sv: 'Samma område: Fiskehamnen', en: 'The same district: Kalasatama' },
    });
  });

  it('a need across the border of a district is found where it is near by', async () => {
    // Linjat and Torkkelinmäki meet here.
    const one = await needIn(roadmap, 'accepted', { ...at(24.9525, 60.1862), title: { fi: 'Vessa Torkkelin puistikkoon' } });
    const { likelyDuplicates } = await submit({ ...at(24.9503, 60.1861), title: { fi: 'Käymälä puistikkoon' } });
    expect(pathsIn(likelyDuplicates)).toContain(one);
  });

  it('the same wish far away, and another wish for the same place, are not found', async () => {
    await needIn(roadmap, 'accepted', { ...at(25.15, 60.202), title: { fi: 'Pingispöytä rantaan' }, description: { fi: 'Rannalla ei voi pelata mitään.' } });
    await needIn(roadmap, 'accepted', {
      ...at(24.876, 60.1592),
      title: { fi: 'Grillikatos rantaan' },
      description: { fi: 'Rannalla voisi paistaa makkaraa.' },
    });
    expect(
      (await submit({ ...at(24.876, 60.1592), title: { fi: 'Pingispöytä rantaan' }, description: { fi: 'Rannalla ei voi pelata mitään.' } })).likelyDuplicates,
    ).toEqual([]);
  });

  it('the likeliest come first, and five at most', async () => {
    const there = at(24.9185, 60.1565);
    const near = await needIn(roadmap, 'accepted', { ...there, title: { fi: 'Tuulensuoja raitiovaunupysäkille' } });
    for (const metres of [200, 300, 400, 500, 600, 700])
      await needIn(roadmap, 'accepted', { ...at(24.9185 + metres / 55_300, 60.1565), title: { fi: 'Tuulensuoja raitiovaunupysäkille' } });
    const { likelyDuplicates } = await submit({ ...there, title: { fi: 'Raitiovaunupysäkin tuulensuoja' } });
    expect(likelyDuplicates).toHaveLength(5);
    expect(pathsIn(likelyDuplicates)[0]).toBe(near);
    const scores = likelyDuplicates.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(new Set(scores).size).toBe(5);
  });

  it('what the public may not see yet is not shown to it, however near it is, and is to a coordinator', async () => {
    const there = { ...at(24.897, 60.2165), title: { fi: 'Kierrätyspiste Etelä-Haagaan' } };
    const hidden = await needIn(roadmap, 'submitted', there);
    for (const client of [roadmap.anyone, await roadmap.as('resident')]) expect((await submit(there, client)).likelyDuplicates).toEqual([]);
    expect(pathsIn((await submit(there, coordinator)).likelyDuplicates)).toContain(hidden);
  });

  it.each([
    ['of two letters', 'WC'],
    ['without letters', '!?'],
    ['of what SQL would take for a pattern', '100 % _ \\'],
    ['of a word that a thousand letters make', 'a'.repeat(1_000)],
    ['as long as may be', 'sana '.repeat(4_000)],
  ])('a title %s is taken', async (_, title) => {
    const terms = { ...at(24.9325, 60.2305), title: { fi: title } };
    await submit(terms);
    await submit(terms, coordinator);
  });
});

describe('at triage', () => {
  it('the likely duplicates are those of the need as it is sorted now', async () => {
    const other = await needIn(roadmap, 'accepted', { districts: ['pasila'], title: { fi: 'Aurinkopaneeleita taloyhtiöiden katoille' } });
    const { id } = await submit({ districts: ['malmi'], title: { fi: 'Taloyhtiöiden katoille aurinkopaneeleita' } });
    const { body } = await coordinator.act(`/needs/${id}`, 'triage', { districts: ['pasila'] });
    expect(pathsIn(body.likelyDuplicates)).toEqual([other]);
    expect(body.likelyDuplicates[0].because.map(({ code }: { code: string }) => code)).toEqual(['similar-title', 'same-district']);
  });
});

describe('a search by words', () => {
  it('finds them with and without the dots of ä and ö', async () => {
    const path = await needIn(roadmap, 'accepted', { ...at(25.0402, 60.2716), title: { fi: 'Pöllönpönttöjä Puistolaan' } });
    for (const q of ['pöllönpönttö', 'pollonpontto', 'PÖLLÖNPÖNTTÖ']) {
      const { body } = await roadmap.anyone.get(`/needs?q=${encodeURIComponent(q)}`).expect(200);
      expect([q, pathsIn(body.data)]).toEqual([q, [path]]);
    }
  });
});
