import { isId } from '@fiksu/contracts';
import { NotThatFile, csvColumnsOf, csvRecords, type CsvRow, type Fault, type ImportSource, type RecordRead } from '@fiksu/service';
import { isBusinessId, wholeBusinessId } from '../organisations/business-id.ts';
import type { ExternalId, Organisation } from '../organisations/organisation.ts';
import { OrganisationBody } from '../organisations/organisations.schema.ts';
import { isVatId } from '../organisations/vat-id.ts';
import { decisionMakers, readDecisionMaker, readServiceMap, serviceMap } from './read-city-bodies.ts';
import type { OrganisationRead } from './organisation-read.ts';
import { readWebsite } from './read-website.ts';

const nameColumns = ['name', 'name.fi', 'name.sv', 'name.en'];
const listColumns = ['districts', 'themes', 'expertise'] as const;
const valueColumns = ['kind', 'sector', 'businessId', 'vatId', 'pic', 'size', 'website', 'personal', 'externalIds'];
/** What an export has beside: an exported file can be imported as it is. */
const exportedColumns = ['id', 'version', 'parent', 'situation', 'attachments', 'createdAt', 'updatedAt'];
const knownColumns = [...nameColumns, ...listColumns, ...valueColumns, ...exportedColumns];

/** A list of the City's bodies is small; it is read whole, since those below may stand before the one above them. */
const cityRowsMax = 20_000;

/**
 * Organisations in a table: the columns `name.fi`, `name.sv`, `name.en` (or `name`, which is Finnish), `kind`, `sector`,
 * `businessId`, `vatId`, `pic`, `size`, `website`, `personal`, and lists with `;` between: `districts`, `themes`,
 * `expertise`, `externalIds` (`scheme:value`). An empty field says nothing. Two tables of the City are read by their own
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
  const parts = Map.groupBy(
    city.flatMap((record) => ('value' in record ? [record.value] : [])),
    (row) => (row.parent_id ?? '').trim(),
  );
  const partsOf = new Map([...parts].map(([above, rows]) => [above, rows.map((row) => (row.id ?? '').trim())]));
  for (const record of city) yield 'errors' in record ? record : readDecisionMaker(record.value, partsOf);
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
  const name = { ...named('fi', said['name.fi'] ?? said.name), ...named('sv', said['name.sv']), ...named('en', said['name.en']) };
  const { kind, sector, businessId, vatId, pic, size } = said;
  const personal = said.personal === undefined ? undefined : said.personal === 'true' ? true : said.personal === 'false' ? false : said.personal;
  const lists = Object.fromEntries(listColumns.flatMap((column) => (said[column] === undefined ? [] : [[column, listIn(said[column])]])));
  const sent = present({ name, kind, sector, businessId, vatId, pic, size, website, personal, ...lists });
  const read = OrganisationBody.partial({ kind: true, sector: true }).safeParse({ ...sent, externalIds });
  if (!read.success)
    faults.push(...read.error.issues.map(({ path, message }) => ({ pointer: path.map((part) => `/${String(part)}`).join(''), detail: message })));
  if (businessId !== undefined && /^\d{6,7}-\d$/.test(businessId) && !isBusinessId(businessId))
    faults.push({ pointer: '/businessId', detail: 'The check digit does not fit' });
  if (vatId !== undefined && read.success && !isVatId(vatId)) faults.push({ pointer: '/vatId', detail: 'Is no VAT id of its country' });
  if (said.personal !== undefined && typeof personal === 'string') faults.push({ pointer: '/personal', detail: 'Must be true or false' });
  if (faults.length > 0) return { errors: faults };
  const value = { ...sent, ...(businessId === undefined ? {} : { businessId: wholeBusinessId(businessId) }) } as Partial<OrganisationRead>;
  return { value: { ...value, ...(isId(said.id ?? '') ? { id: said.id as string } : {}), externalIds, renews: Object.keys(value) as (keyof Organisation)[] } };
}

const listIn = (text: string | undefined): string[] =>
  (text ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');

const named = (language: string, text: string | undefined) => (text === undefined ? {} : { [language]: text });

const present = (members: Record<string, unknown>) => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

/** `scheme:value`: the value begins after the last colon, since schemes have some (`helsinki:ahjo`). */
function externalIdIn(text: string, faults: Fault[]): ExternalId[] {
  const at = text.lastIndexOf(':');
  if (at > 0 && at < text.length - 1) return [{ scheme: text.slice(0, at), value: text.slice(at + 1) }];
  faults.push({ pointer: '/externalIds', detail: 'An external id is written scheme:value' });
  return [];
}
