import { type CsvRow, type RecordRead } from '@fiksu/service';
import type { ExternalId } from '../organisations/organisation.ts';
import type { OrganisationRead } from './organisation-read.ts';
import { readWebsite } from './read-website.ts';

const nameLengthMax = 300;

/** The columns by which a list of the City's decision-makers is told, and a list of the service map. */
export const decisionMakers = ['id', 'name_fi', 'name_sv', 'type_id', 'parent_id'];
export const serviceMap = ['id', 'name_fi', 'name_sv', 'name_en', 'url'];

const cityScheme = 'helsinki:ahjo';
const idOf = (value: string): ExternalId => ({ scheme: cityScheme, value });

/** Where most Swedish names are the Finnish ones, or say themselves that they are not translated, there is none. */
function namesOf({ name_fi = '', name_sv = '', name_en = '' }: CsvRow) {
  const [fi, sv, en] = [name_fi.trim(), name_sv.trim(), name_en.trim()];
  return { ...(fi ? { fi } : {}), ...(sv && sv !== fi && !sv.startsWith('SV_') ? { sv } : {}), ...(en ? { en } : {}) };
}

function faultOf({ id = '', name_fi = '' }: CsvRow) {
  if (id.trim() === '') return { pointer: '/id', detail: 'A body has an id, by which it is known again' };
  if (name_fi.trim() === '' || name_fi.length > nameLengthMax) return { pointer: '/name_fi', detail: `A name has 1 to ${nameLengthMax} characters` };
  return null;
}

/** Who is above whom, by ids; the top one is below ''. */
interface Order {
  aboveOf: ReadonlyMap<string, string>;
  partsOf: ReadonlyMap<string, readonly string[]>;
}

const bodyOf = ({ id = '' }: CsvRow): string => id.trim();

/** All bodies of a list: those below may stand before the one above them. */
export function readDecisionMakers(records: readonly RecordRead<CsvRow>[]): RecordRead<OrganisationRead>[] {
  const rows = records.flatMap((record) => ('value' in record ? [record.value] : []));
  const aboveOf = new Map(rows.map((row) => [bodyOf(row), (row.parent_id ?? '').trim()]));
  const partsOf = new Map([...Map.groupBy(aboveOf, ([, above]) => above)].map(([above, parts]) => [above, parts.map(([id]) => id)]));
  return records.map((record) => ('errors' in record ? record : readDecisionMaker(record.value, { aboveOf, partsOf })));
}

function isAboveItself(id: string, aboveOf: ReadonlyMap<string, string>): boolean {
  const seen = new Set<string>();
  for (let above = aboveOf.get(id); above !== undefined && !seen.has(above); above = aboveOf.get(above)) {
    if (above === id) return true;
    seen.add(above);
  }
  return false;
}

/** Council, boards, committees, divisions and units of the City, with the one above each (City of Helsinki, decision-makers). */
function readDecisionMaker(row: CsvRow, { partsOf, aboveOf }: Order): RecordRead<OrganisationRead> {
  const fault = faultOf(row);
  if (fault) return { errors: [fault] };
  const id = bodyOf(row);
  const above = aboveOf.get(id) ?? '';
  const parts = partsOf.get(id) ?? [];
  if (isAboveItself(id, aboveOf)) return { errors: [{ pointer: '/parent_id', detail: 'Is the body itself, or a part of it' }] };
  return {
    value: {
      name: namesOf(row),
      ...{ kind: 'city-unit', sector: 'public' },
      // 2100 stands for "in being".
      situation: row.existing === 'false' ? 'ceased' : 'none',
      externalIds: [idOf(id)],
      ...(above === '' ? {} : { parent: idOf(above) }),
      ...(parts.length === 0 ? {} : { parts: parts.map(idOf) }),
      renews: ['name', 'situation'],
    },
  };
}

/** Organisations of the service map, with their web addresses. */
export function readServiceMap(row: CsvRow): RecordRead<OrganisationRead> {
  const fault = faultOf(row);
  if (fault) return { errors: [fault] };
  const website = readWebsite(row.url);
  return {
    value: {
      name: namesOf(row),
      ...{ kind: 'public-body', sector: 'public' },
      externalIds: [{ scheme: 'helsinki:servicemap', value: (row.id ?? '').trim() }],
      ...(website === undefined ? {} : { website }),
      renews: ['name'],
    },
  };
}
