import { NotThatFile, jsonRecords, type Fault, type ImportSource, type RecordRead } from '@fiksu/service';
import { z } from 'zod';
import { isBusinessId, wholeBusinessId } from '../organisations/business-id.ts';
import type { Kind, Sector, Situation } from '../organisations/organisation.ts';
import type { OrganisationRead } from './organisation-read.ts';
import { readWebsite } from './read-website.ts';

const nameLengthMax = 300;

const text = z.string().nullish();
const Dated = z.object({ registrationDate: text, endDate: text });
const Name = Dated.extend({ name: z.string(), type: z.coerce.string() });
const Typed = Dated.extend({ type: z.coerce.string().nullish() });
const listOf = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item)
    .nullish()
    .transform((list) => list ?? []);

/** A company of the Finnish Business Information System, as far as it is read (PRH, YTJ open data API v3). */
const Company = z.object({
  businessId: z.object({ value: z.string() }),
  names: listOf(Name),
  companyForms: listOf(Typed),
  companySituations: listOf(Typed),
  registeredEntries: listOf(Typed.extend({ register: z.coerce.string().nullish() })),
  website: z.object({ url: text }).nullish(),
  tradeRegisterStatus: z.coerce.string().nullish(),
  endDate: text,
});
type Company = z.infer<typeof Company>;

/**
 * The Finnish business register (PRH, YTJ open data API v3; data CC BY 4.0): a page of companies, a list of them, or one.
 * Addresses are left out: that of a one-person company may hold a person's name.
 */
export const ytj: ImportSource<OrganisationRead> = {
  name: 'ytj',
  mediaTypes: ['application/json'],
  recognises: (beginning) => /"businessId"\s*:\s*\{|"companies"\s*:\s*\[/.test(beginning),
  records: readCompanies,
};

async function* readCompanies(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<RecordRead<OrganisationRead>> {
  // What comes before the first company: bad records of a file of companies, or a file of something else.
  let others: RecordRead<OrganisationRead>[] | null = [];
  for await (const record of jsonRecords(bytes, ['companies'])) {
    const read = 'errors' in record ? record : readCompany(record.value);
    if (others && !('value' in record && isCompany(record.value))) {
      if (others.push(read) > othersMax) throw noCompanies();
      continue;
    }
    if (others) yield* others;
    others = null;
    yield read;
  }
  if (others && others.length > 0) throw noCompanies();
}

const othersMax = 100;

const noCompanies = () => new NotThatFile('The file holds no companies of the business register');

/** @throws NotThatFile for a company in the form of the API before this one */
function isCompany(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('businessId' in value)) return false;
  if (typeof value.businessId === 'string') throw new NotThatFile('The file is in the old form of the register (v1): ask for it in v3');
  return true;
}

/** One company by itself; pure. */
export function readCompany(value: unknown): RecordRead<OrganisationRead> {
  const read = Company.safeParse(value);
  if (!read.success)
    return { errors: read.error.issues.map(({ path, message }) => ({ pointer: path.map((name) => `/${String(name)}`).join(''), detail: message })) };
  const company = read.data;
  const main = newest(company.names.filter(({ type }) => type === '1'));
  const faults: Fault[] = [];
  if (!isBusinessId(company.businessId.value)) faults.push({ pointer: '/businessId/value', detail: 'The check digit does not fit' });
  if (!main) faults.push({ pointer: '/names', detail: 'There is no name that it has now' });
  else if (main.name.trim() === '' || main.name.length > nameLengthMax)
    faults.push({ pointer: '/names', detail: `A name has 1 to ${nameLengthMax} characters` });
  if (faults.length > 0 || !main) return { errors: faults };
  const businessId = wholeBusinessId(company.businessId.value);
  return {
    value: {
      name: { fi: main.name.trim(), ...parallelNames(company) },
      businessId,
      ...natureOf(newest(company.companyForms)?.type),
      situation: situationOf(company),
      ...(company.registeredEntries.some((entry) => entry.register === vatRegister && isCurrent(entry)) ? { vatId: `FI${businessId.replace('-', '')}` } : {}),
      ...websiteOf(company),
      externalIds: [],
      renews: ['name', 'businessId', 'situation', 'personal'],
    },
  };
}

const vatRegister = '6';

/** What holds now has no end: the member is absent, null or empty. */
const isCurrent = ({ endDate }: { endDate?: string | null | undefined }): boolean => !endDate;

/** Of several that hold now, the one that was registered last; the order in the file says nothing. */
function newest<Item extends z.infer<typeof Dated>>(items: readonly Item[]): Item | undefined {
  return items
    .filter(isCurrent)
    .reduce<Item | undefined>((last, item) => (last && (last.registrationDate ?? '') >= (item.registrationDate ?? '') ? last : item), undefined);
}

const swedish = /(^|\s)(ab|abp|stiftelse[nr]?|förening|rf|andelslag)(\s|$)/i;
const english = /(^|\s)(ltd|limited|plc|corporation|corp|inc|company|foundation|association)\.?(\s|$)/i;

/** Parallel names say in no field which language they are in: it is told by the word for the company's form, else left. */
function parallelNames({ names }: Company): { sv?: string; en?: string } {
  const parallel = names.filter((name) => name.type === '2' && isCurrent(name) && name.name.trim() !== '' && name.name.length <= nameLengthMax);
  const [sv, en] = [newest(parallel.filter(({ name }) => swedish.test(name))), newest(parallel.filter(({ name }) => english.test(name)))];
  return { ...(sv ? { sv: sv.name.trim() } : {}), ...(en && en !== sv ? { en: en.name.trim() } : {}) };
}

type Nature = { kind: Kind; sector: Sector; personal: boolean };

const company: Nature = { kind: 'company', sector: 'private', personal: false };
const person: Nature = { ...company, personal: true };
const association: Nature = { kind: 'ngo', sector: 'civil-society', personal: false };
const foundation: Nature = { kind: 'foundation', sector: 'civil-society', personal: false };
const publicBody: Nature = { kind: 'public-body', sector: 'public', personal: false };

/**
 * What an organisation is, by the number of its company form (PRH's code list). Sole traders, estates of the deceased and
 * joint owners are natural persons (domain, "Law and money").
 */
const natures: [Nature, readonly number[]][] = [
  [person, [0, 26, 51, 53]],
  [association, [3, 4, 6, 21, 29, 31, 35, 38, 44, 45, 46, 47, 70, 71]],
  [foundation, [18, 32, 39]],
  [publicBody, [22, 40, 41, 42, 43, 48, 49, 61, 62, 64]],
];

function natureOf(form: string | null | undefined): Omit<Nature, 'personal'> & Partial<Nature> {
  // Without a form nothing says that it is no person.
  if (!form) return { kind: company.kind, sector: company.sector };
  return natures.find(([, forms]) => forms.includes(Number(form)))?.[0] ?? company;
}

/** The graver one of several: codes of `companySituations` and of `tradeRegisterStatus` (2 removed, 4 ceased). */
function situationOf({ companySituations, tradeRegisterStatus, endDate }: Company): Situation {
  const current = companySituations.filter(isCurrent).map(({ type }) => type);
  if (endDate || tradeRegisterStatus === '2' || tradeRegisterStatus === '4') return 'ceased';
  if (current.includes('KONK')) return 'bankruptcy';
  if (current.includes('SELTILA')) return 'liquidation';
  return current.includes('SANE') ? 'restructuring' : 'none';
}

function websiteOf({ website }: Company): { website?: string } {
  const read = readWebsite(website?.url);
  return read === undefined ? {} : { website: read };
}
