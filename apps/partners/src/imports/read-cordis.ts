import { NotThatFile, csvColumnsOf, csvRecords, type CsvRow, type Fault, type ImportSource, type RecordRead } from '@fiksu/service';
import type { Kind, Sector } from '../organisations/organisation.ts';
import { isVatId } from '../organisations/vat-id.ts';
import type { OrganisationRead } from './organisation-read.ts';
import { readWebsite } from './read-website.ts';

const nameLengthMax = 300;
/** The Participant Identification Code by which a row is known, in the files of Horizon Europe and of Horizon 2020. */
const idColumns = ['organisationID', 'new_org_id'];

const natures: Record<string, { kind: Kind; sector: Sector } | undefined> = {
  HES: { kind: 'university', sector: 'academia' },
  REC: { kind: 'research-institute', sector: 'academia' },
  PRC: { kind: 'company', sector: 'private' },
  PUB: { kind: 'public-body', sector: 'public' },
  OTH: { kind: 'ngo', sector: 'civil-society' },
};

/**
 * Organisations of EU projects (CORDIS `organization.csv`, data CC BY 4.0): a row for each participation, so that the same
 * organisation comes once a project. It fills what is empty, and renames nobody: its names are in capitals and differ from
 * project to project.
 */
export const cordis: ImportSource<OrganisationRead> = {
  name: 'cordis',
  mediaTypes: ['text/csv'],
  recognises: (beginning) => isCordis(csvColumnsOf(beginning)),
  records: readOrganisations,
};

const isCordis = (columns: readonly string[]): boolean => columns.includes('name') && idColumns.some((column) => columns.includes(column));

async function* readOrganisations(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<RecordRead<OrganisationRead>> {
  const accept = (columns: readonly string[]) => {
    if (!isCordis(columns)) throw new NotThatFile('The file has no columns "organisationID" and "name"');
  };
  for await (const record of csvRecords(bytes, accept)) yield 'errors' in record ? record : readOrganisation(record.value);
}

/** One row by itself; pure. */
export function readOrganisation(row: CsvRow): RecordRead<OrganisationRead> {
  const column = idColumns.find((name) => name in row) ?? 'organisationID';
  // A copy that a spreadsheet or a data frame has written has numbers with a fraction.
  const id = (row[column] ?? '').trim().replace(/\.0+$/, '');
  const name = (row.name ?? '').trim();
  const faults: Fault[] = [];
  if (!/^\d{9}$|^[0-9a-f]{32}$/.test(id)) faults.push({ pointer: `/${column}`, detail: 'Must be nine digits' });
  if (name === '' || name.length > nameLengthMax) faults.push({ pointer: '/name', detail: `A name has 1 to ${nameLengthMax} characters` });
  if (faults.length > 0) return { errors: faults };
  const vatId = (row.vatNumber ?? '').toUpperCase().replaceAll(/[\s.-]/g, '');
  const website = readWebsite(row.organizationURL);
  const nature = natures[(row.activityType ?? '').trim()] ?? { kind: 'company', sector: 'private' };
  return {
    value: {
      name: row.country?.trim() === 'FI' ? { fi: name } : { en: name },
      ...nature,
      // Before there were codes for all, organisations were known by a hash: it is no PIC, and still tells one from another.
      ...(/^\d{9}$/.test(id) ? { pic: id } : {}),
      ...(isVatId(vatId) ? { vatId } : {}),
      ...(website === undefined ? {} : { website }),
      externalIds: [{ scheme: 'cordis', value: id }],
      renews: [],
    },
  };
}
