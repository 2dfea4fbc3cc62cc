/**
 * Reads the areas of a city as Helsinki's map service gives them: a FeatureCollection whose features have the
 * properties `nimi_fi`, `nimi_se`, `tunnus`, `kokotunnus`, `kunta` and `aluejako`. Files of other cities with the same
 * properties are read too. Nothing is fetched or kept here: a file goes in, and for each of its records comes out a
 * district, or what is wrong with it. One bad record never stops the rest.
 */
import { ALUEJAKO, levelOf, withTheirParents } from './district.ts';
import type { District, ExternalId, Level } from './district.ts';
import { freeSlug, nameInTitleCase, slugOf } from './name-districts.ts';
import { readGeometry } from './read-geometry.ts';
import type { Fault } from './read-geometry.ts';

/** The longest name of a place in Finland has 35 letters; a longer text than this is no name. */
export const NAME_LENGTH_MAX = 200;
/** Codes are three to ten characters; the sea's is `Aluemeri`. */
export const CODE_LENGTH_MAX = 60;

/** An area that is there already, as far as a file must know: whose address is taken, and what it is called outside. */
export type KnownArea = Pick<District, 'id' | 'level' | 'externalIds'>;

/** `record` is the place in the file, from 1. */
export type RecordRead = { record: number; district: District } | { record: number; errors: Fault[] };

export interface ReadOptions {
  /** The level of all records, where the importer says it. */
  level?: Level;
  known?: readonly KnownArea[];
}

/** A record that is right in itself; its address and its parent depend on the other areas. */
export interface AreaDraft {
  district: Omit<District, 'id'>;
  municipality: string | null;
  plainSlug: string;
}

export type FeatureRead = { draft: AreaDraft } | { errors: Fault[] };

/** Every record of a file, or `null` for a file that is no FeatureCollection at all. */
export function readHelsinkiGeojson(file: unknown, { level, known = [] }: ReadOptions = {}): RecordRead[] | null {
  if (!isObject(file) || file['type'] !== 'FeatureCollection' || !Array.isArray(file['features'])) return null;
  return nameAreas(
    file['features'].map((feature) => readFeature(feature, level)),
    known,
  );
}

/**
 * Gives each draft the address of the area that it is: the one that bears the same register id, in this file or known
 * before, or else a new one that nobody has. Then each finds its parent, wherever in the file that stands.
 */
export function nameAreas(features: readonly FeatureRead[], known: readonly KnownArea[] = []): RecordRead[] {
  const taken = new Set(known.map(({ id }) => id));
  const idByRegister = new Map<string, string>();
  for (const area of known) for (const externalId of area.externalIds) idByRegister.set(keyOf(externalId), area.id);

  const records = features.map((read, index): RecordRead => {
    const record = index + 1;
    if ('errors' in read) return { record, errors: read.errors };
    const { district, municipality, plainSlug } = read.draft;
    const key = keyOf(district.externalIds[0]!);
    const id = idByRegister.get(key) ?? freeSlug(plainSlug, municipality, district.code, (slug) => taken.has(slug));
    if (id === null) {
      return {
        record,
        errors: [{ pointer: '/properties/nimi_fi', detail: `Other areas already hold "${plainSlug}".` }],
      };
    }
    taken.add(id);
    idByRegister.set(key, id);
    return { record, district: { id, ...district } };
  });
  const read = records.flatMap((record) => ('district' in record ? [record.district] : []));
  const adopted = new Map(withTheirParents(read, [...known, ...read]).map((district) => [district.id, district.parent]));
  return records.map((record) =>
    'district' in record ? { ...record, district: { ...record.district, parent: adopted.get(record.district.id) ?? null } } : record,
  );
}

/** One record by itself: all that is wrong with it, each fault with its place. */
export function readFeature(feature: unknown, askedLevel?: Level): FeatureRead {
  if (!isObject(feature)) return { errors: [{ pointer: '', detail: 'A record is a GeoJSON Feature.' }] };
  const errors: Fault[] = [];
  if (feature['type'] !== 'Feature') errors.push({ pointer: '/type', detail: 'A record is a GeoJSON Feature.' });
  const geometry = readGeometry(feature['geometry']);
  if ('fault' in geometry) errors.push(geometry.fault);
  if (!isObject(feature['properties'])) {
    errors.push({ pointer: '/properties', detail: 'A feature has properties.' });
    return { errors };
  }
  const properties = readProperties(feature['properties'], askedLevel, errors);
  if ('fault' in geometry || !properties || errors.length > 0) return { errors };
  return { draft: { ...properties, district: { ...properties.district, geometry: geometry.geometry } } };
}

function readProperties(properties: Record<string, unknown>, askedLevel: Level | undefined, errors: Fault[]) {
  const read = (name: string, kind: TextKind) => readText(properties[name], `/properties/${name}`, kind, errors);
  const finnish = read('nimi_fi', NAME);
  const swedish = read('nimi_se', NAME);
  const code = read('tunnus', CODE);
  const wholeCode = read('kokotunnus', CODE);
  const municipality = read('kunta', MUNICIPALITY) ?? municipalityOf(wholeCode);
  const aluejako = read('aluejako', WORD);
  const isMissing = (value: string | null, name: string) => value === null && !errors.some(({ pointer }) => pointer === `/properties/${name}`);

  const level = levelOf(askedLevel, aluejako ?? undefined);
  const ownCode = level === 'postal-area' ? code : (code ?? wholeCode);
  if (isMissing(finnish, 'nimi_fi')) {
    errors.push({ pointer: '/properties/nimi_fi', detail: 'An area has a Finnish name.' });
  }
  if (isMissing(ownCode, 'tunnus')) {
    errors.push({ pointer: '/properties/tunnus', detail: 'An area has a code, by which it is known again.' });
  }
  if (finnish === null || ownCode === null) return null;
  const plainSlug = slugOf(level, finnish, code);
  if (plainSlug === null) {
    const pointer = level === 'postal-area' ? '/properties/tunnus' : '/properties/nimi_fi';
    errors.push({
      pointer,
      detail: 'Nothing is left of it for an address: it needs a letter a–z, å, ä, ö or a digit.',
    });
    return null;
  }
  const name = { fi: nameInTitleCase(finnish), ...(swedish === null ? {} : { sv: nameInTitleCase(swedish) }) };
  const scheme = `helsinki:${(aluejako ?? ALUEJAKO[level]).toLowerCase()}`;
  const value = wholeCode ?? (municipality ?? '') + ownCode;
  const blank = {
    version: 1,
    otherNames: [],
    development: [],
    parent: null,
    joins: [],
    population: null,
    geometry: null,
  };
  const district: AreaDraft['district'] = { ...blank, name, level, code: ownCode, externalIds: [{ scheme, value }] };
  return { district, municipality, plainSlug };
}

interface TextKind {
  lengthMax: number;
  /** How many digits a number of this kind is written with; absent where a number is no such text. */
  digits?: number;
}

const NAME: TextKind = { lengthMax: NAME_LENGTH_MAX };
const WORD: TextKind = { lengthMax: CODE_LENGTH_MAX };
const CODE: TextKind = { lengthMax: CODE_LENGTH_MAX, digits: 1 };
/** Municipalities have three digits: 91 is Helsinki's 091 from which a spreadsheet took the zero. */
const MUNICIPALITY: TextKind = { lengthMax: CODE_LENGTH_MAX, digits: 3 };

/**
 * A text, or `null` where there is none: some files leave a member out, some say null, some leave it blank. A whole
 * number is taken for the code that it was before somebody's program took it for a number.
 */
function readText(value: unknown, pointer: string, { lengthMax, digits }: TextKind, errors: Fault[]): string | null {
  if (value === undefined || value === null) return null;
  if (digits && typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) {
    return String(value).padStart(digits, '0');
  }
  if (typeof value !== 'string') {
    errors.push({ pointer, detail: 'This is a text.' });
    return null;
  }
  const tidy = value.normalize('NFC').trim();
  if (tidy.length > lengthMax) errors.push({ pointer, detail: `This has at most ${lengthMax} characters.` });
  if (UNREADABLE.test(tidy)) errors.push({ pointer, detail: 'This holds a character that nobody can read.' });
  return tidy === '' ? null : tidy;
}

/** The municipality with which Helsinki's ten-digit code begins. */
function municipalityOf(wholeCode: string | null): string | null {
  return wholeCode !== null && /^\d{10}$/.test(wholeCode) ? wholeCode.slice(0, 3) : null;
}

/** Control characters and halves of a character: a database refuses some of them, and a name has none. */
const UNREADABLE = /\p{Cc}|\p{Cs}/u;

function keyOf({ scheme, value }: ExternalId): string {
  return `${scheme} ${value}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
