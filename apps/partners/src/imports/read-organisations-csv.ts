import { LANGUAGES, isId, type LocalisedText } from '@fiksu/contracts';
import { NotThatFile, csvColumnsOf, csvRecords, type CsvRow, type Fault, type ImportSource, type RecordRead } from '@fiksu/service';
import { businessIdPattern, isBusinessId, wholeBusinessId } from '../organisations/business-id.ts';
import { MASKED_NAME, type ExternalId, type Organisation } from '../organisations/organisation.ts';
import { OrganisationBody } from '../organisations/organisations.schema.ts';
import { isVatId } from '../organisations/vat-id.ts';
import { decisionMakers, readDecisionMakers, readServiceMap, serviceMap } from './read-city-bodies.ts';
import type { OrganisationRead } from './organisation-read.ts';
import { readWebsite } from './read-website.ts';

const nameColumns = ['name', 'name.fi', 'name.sv', 'name.en'];
const listColumns = ['districts', 'themes', 'expertise'] as const;
const valueColumns = ['kind', 'sector', 'businessId', 'vatId', 'pic', 'size', 'website', 'personal', 'parent', 'externalIds'];
/** What an export has beside: an exported file can be imported as it is. */
const exportedColumns = ['id', 'version', 'situation', 'attachments', 'createdAt', 'updatedAt'];
const knownColumns = [...nameColumns, ...listColumns, ...valueColumns, ...exportedColumns];

/** A list of the City's bodies is small; it is read whole, since those below may stand before the one above them. */
const cityRowsMax = 20_000;

/**
 * Organisations in a table: the columns `name.fi`, `name.sv`, `name.en` (or `name`, which is Finnish), `kind`, `sector`,
 * `businessId`, `vatId`, `pic`, `size`, `website`, `personal`, and lists with `;` between: `districts`, `themes`,
 * `expertise`, `externalIds` (`scheme:value`). `parent` is the id or the business id of the one above it. An empty field says nothing. Two tables of the City are read by their own
 * columns: decision-makers, and organisations of the service map.
 */
export const csv: ImportSource<OrganisationRead> = {
  name: 'csv',
  mediaTypes: ['text/csv'],
  recognises: (beginning) => kindOf(csvColumnsOf(beginning)) !== null,
  records: readTable,
};

type TableKind = 'ours' | 'decision-makers' | 'service-map';

function kindOf(columns: readonly string[]): TableKind | null {
  if (nameColumns.some((column) => columns.includes(column)) && columns.every((column) => knownColumns.includes(column))) return 'ours';
  if (decisionMakers.every((column) => columns.includes(column))) return 'decision-makers';
  return serviceMap.every((column) => columns.includes(column)) ? 'service-map' : null;
}

async function* readTable(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<RecordRead<OrganisationRead>> {
  let kind: TableKind = 'ours';
  const accept = (columns: readonly string[]) => {
    const found = kindOf(columns);
    if (found === null) throw new NotThatFile(unknownColumns(columns));
    kind = found;
  };
  const city: RecordRead<CsvRow>[] = [];
  for await (const record of csvRecords(bytes, accept)) {
    // Told while the rows are read, of which the first comes after the header.
    const found = kind as TableKind;
    if (found === 'decision-makers') {
      if (city.push(record) > cityRowsMax) throw new NotThatFile(`A list of bodies of the City has at most ${cityRowsMax} rows`);
    } else if ('errors' in record) yield record;
    else yield found === 'ours' ? readRow(record.value) : readServiceMap(record.value);
  }
  yield* readDecisionMakers(city);
}

function unknownColumns(columns: readonly string[]): string {
  const unknown = columns.filter((column) => !knownColumns.includes(column));
  if (!nameColumns.some((column) => columns.includes(column))) return 'The file has no column "name", "name.fi", "name.sv" or "name.en"';
  return `The file has columns that are not known: ${unknown.join(', ').slice(0, 200)}; known are ${knownColumns.join(', ')}`;
}

/** One row by itself; pure. */
export function readRow(row: CsvRow): RecordRead<OrganisationRead> {
  const said = Object.fromEntries(Object.entries(row).flatMap(([column, value]) => (value.trim() === '' ? [] : [[column, value.trim()]]))) as Partial<CsvRow>;
  const faults: Fault[] = [];
  const externalIds = listIn(said.externalIds).flatMap((id) => externalIdIn(id, faults));
  const website = said.website === undefined ? undefined : readWebsite(said.website);
  if (said.website !== undefined && website === undefined) faults.push({ pointer: '/website', detail: 'Is no web address' });
  const { kind, sector, businessId, vatId, pic, size, parent } = said;
  const personal = said.personal === 'true' ? true : said.personal === 'false' ? false : said.personal;
  const lists = Object.fromEntries(listColumns.flatMap((column) => (said[column] === undefined ? [] : [[column, listIn(said[column])]])));
  const sent = present({ name: namesOf(said), kind, sector, businessId, vatId, pic, size, website, personal, ...lists });
  const read = OrganisationBody.partial({ kind: true, sector: true }).safeParse({ ...sent, externalIds });
  if (!read.success)
    faults.push(...read.error.issues.map(({ path, message }) => ({ pointer: path.map((part) => `/${String(part)}`).join(''), detail: message })));
  if (businessId !== undefined && businessIdPattern.test(businessId) && !isBusinessId(businessId))
    faults.push({ pointer: '/businessId', detail: 'The check digit does not fit' });
  if (vatId !== undefined && read.success && !isVatId(vatId)) faults.push({ pointer: '/vatId', detail: 'Is no VAT id of its country' });
  if (said.id !== undefined && !isId(said.id)) faults.push({ pointer: '/id', detail: 'Is no id of this platform: an id of another system is an external id' });
  const above = parent === undefined ? undefined : parentIn(parent, faults);
  if (faults.length > 0) return { errors: faults };
  const value = { ...sent, ...(businessId === undefined ? {} : { businessId: wholeBusinessId(businessId) }) } as Partial<OrganisationRead>;
  const renews = Object.keys(value) as (keyof Organisation)[];
  return { value: { ...value, ...present({ id: said.id?.toLowerCase(), parent: above }), externalIds, renews } };
}

/** What stands in an export where somebody may not know the name is no name. */
function namesOf(said: Partial<CsvRow>): LocalisedText {
  const names = present({ fi: said['name.fi'] ?? said.name, sv: said['name.sv'], en: said['name.en'] }) as LocalisedText;
  const masked = said.personal === 'true' && LANGUAGES.every((language) => names[language] === MASKED_NAME[language]);
  return masked ? {} : names;
}

function parentIn(text: string, faults: Fault[]): OrganisationRead['parent'] {
  if (isId(text)) return { id: text.toLowerCase() };
  if (isBusinessId(text)) return { businessId: wholeBusinessId(text) };
  faults.push({ pointer: '/parent', detail: 'Is neither an id nor a business id' });
  return undefined;
}

/** Each once. */
const listIn = (text: string | undefined): string[] => [
  ...new Set(
    (text ?? '')
      .split(';')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  ),
];

const present = (members: Record<string, unknown>) => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

/** `scheme:value`: the value begins after the last colon, since schemes have some (`helsinki:ahjo`). */
function externalIdIn(text: string, faults: Fault[]): ExternalId[] {
  const at = text.lastIndexOf(':');
  if (at > 0 && at < text.length - 1) return [{ scheme: text.slice(0, at), value: text.slice(at + 1) }];
  faults.push({ pointer: '/externalIds', detail: 'An external id is written scheme:value' });
  return [];
}
