/** The sample city holds what tests and integrators rely on, and every part of it fits the others. */
import type { Point } from 'geojson';
import { districtsOfNeed, drawAtlas } from './find-by-point.ts';
import { readSampleCity, sampleFile } from './districts.fixture.ts';

interface Sample<T> {
  source: string;
  licence: string;
  data: T[];
}
interface Theme {
  id: string;
  broader: string | null;
  related: string[];
  label: Record<string, string>;
}
interface Need {
  title: Record<string, string>;
  source: string;
  themes: string[];
  districts?: string[];
  location?: Point;
}
interface Programme {
  themes: string[];
  districts: string[];
  lessonsFrom: string[];
  subProjects: { themes: string[]; districts: string[] }[];
}

const sample = <T>(name: string) => JSON.parse(sampleFile(name)) as Sample<T>;
const INNOVATION_DISTRICTS = ['kalasatama', 'malmi', 'malminkartano-kannelmaki', 'mellunkyla', 'pasila'];
const THEMES = ['green-infrastructure', 'mobility', 'energy', 'circular-economy', 'wellbeing', 'business', 'participation', 'safety'];

const city = readSampleCity();
const districts = new Set(city.map(({ id }) => id));
const themes = sample<Theme>('themes/themes.json').data;
const themeIds = new Set(themes.map(({ id }) => id));
const needs = sample<Need>('needs/needs.json').data;

describe('the sample city', () => {
  it('has five innovation districts, each of areas that exist', () => {
    const curated = city.filter(({ level }) => level === 'innovation-district');
    expect(curated.map(({ id }) => id).sort()).toEqual(INNOVATION_DISTRICTS);
    for (const { joins, name } of curated) {
      expect(joins.filter((id) => !districts.has(id))).toEqual([]);
      expect(Object.keys(name)).toEqual(['fi', 'sv', 'en']);
    }
  });

  it('has eight themes at the top, each in three languages', () => {
    expect(themes.filter(({ broader }) => broader === null).map(({ id }) => id)).toEqual(THEMES);
    for (const { label } of themes) expect(Object.keys(label)).toEqual(['fi', 'sv', 'en']);
  });

  it('relates themes both ways, and names a broader theme before its narrower ones', () => {
    for (const { id, broader, related } of themes) {
      for (const other of related) expect(themes.find((theme) => theme.id === other)?.related).toContain(id);
      if (broader !== null) expect([...themeIds].indexOf(broader)).toBeLessThan([...themeIds].indexOf(id));
    }
  });

  it('has a programme of districts and themes that exist', () => {
    const [programme] = sample<Programme>('programmes/fiksu-kaupunki.json').data;
    const parts = [programme!, ...programme!.subProjects];
    expect(parts.flatMap((part) => part.districts).filter((id) => !districts.has(id))).toEqual([]);
    expect(parts.flatMap((part) => part.themes).filter((id) => !themeIds.has(id))).toEqual([]);
    expect(programme!.lessonsFrom).toEqual(['kalasatama']);
  });

  it('has needs in all five innovation districts and nowhere else, each with themes that exist', () => {
    const atlas = drawAtlas(city);
    const places = needs.flatMap(({ districts: named, location }) => named ?? districtsOfNeed(location!.coordinates, atlas));
    expect(places).toHaveLength(needs.length);
    expect([...new Set(places)].sort()).toEqual(INNOVATION_DISTRICTS);
    expect(needs.flatMap((need) => need.themes).filter((id) => !themeIds.has(id))).toEqual([]);
  });

  it('says of everything where it comes from', () => {
    for (const name of ['districts/innovation-districts', 'themes/themes', 'programmes/fiksu-kaupunki', 'needs/needs']) {
      expect(sample(`${name}.json`)).toMatchObject({
        source: expect.any(String) as string,
        licence: expect.any(String) as string,
      });
    }
  });
});
