/**
 * An organisation takes part in what the districts do: a company, a unit of the city, a university, a residents'
 * association. Everything here is data and pure functions; the database and HTTP know about it, and it about neither.
 */
import { LANGUAGES, type LocalisedText } from '@fiksu/contracts';
import type { Stored } from '@fiksu/service';

export const KINDS = [
  'city-unit',
  'company',
  'university',
  'research-institute',
  'foundation',
  'developer',
  'operator',
  'ngo',
  'resident-association',
  'public-body',
] as const;
export type Kind = (typeof KINDS)[number];

/** The quadruple helix. */
export const SECTORS = ['public', 'private', 'academia', 'civil-society'] as const;
export type Sector = (typeof SECTORS)[number];

export const SIZES = ['micro', 'small', 'medium', 'large'] as const;
export type Size = (typeof SIZES)[number];

/** What the trade register says of its state of affairs; set by imports alone. */
export const SITUATIONS = ['none', 'restructuring', 'liquidation', 'bankruptcy', 'ceased'] as const;
export type Situation = (typeof SITUATIONS)[number];

/** An id by which another system knows it: `{ scheme: 'cordis', value: '991256096' }`. */
export interface ExternalId {
  scheme: string;
  value: string;
}

/** An organisation (API contract, P1). */
export interface Organisation extends Stored {
  name: LocalisedText;
  kind: Kind;
  sector: Sector;
  /** The Finnish Y-tunnus, with seven digits before the hyphen: `0201256-6`. */
  businessId: string | null;
  /** With the letters of its country in front: `FI02012566`. */
  vatId: string | null;
  /** The Participant Identification Code of the European Commission: nine digits. */
  pic: string | null;
  /** The organisation that it is a part of. */
  parent: string | null;
  districts: string[];
  themes: string[];
  expertise: string[];
  size: Size | null;
  externalIds: ExternalId[];
  website: string | null;
  /** A sole trader (toiminimi) is a natural person: what names it is personal data (domain, "Law and money"). */
  personal: boolean;
  situation: Situation;
  /** Ids of files. */
  attachments: string[];
}

/** What is kept of an organisation beside its id, its version and its times. */
export type OrganisationTerms = Omit<Organisation, keyof Stored>;

/** What everybody reads where the name of a natural person stands. */
export const MASKED_NAME = { fi: 'Yksityinen elinkeinonharjoittaja', sv: 'Enskild näringsidkare', en: 'Sole trader' } as const;

/**
 * What names a natural person, or leads to the name in a public register, or tells of its money. Its kind, sector, size,
 * districts, themes and tags may be known.
 */
export const MASKED_MEMBERS = ['name', 'businessId', 'vatId', 'pic', 'externalIds', 'website', 'situation', 'attachments'] as const;

/** What those read of a sole trader who may not know who it is. */
export const masked = <Known extends Organisation>(organisation: Known) => ({
  ...organisation,
  name: { ...MASKED_NAME },
  ...{ businessId: null, vatId: null, pic: null, externalIds: [], website: null, situation: null, attachments: [] },
});

/** A name of the organisation in each language that it has one in, each once. */
export function namesOf({ name }: Pick<Organisation, 'name'>): string[] {
  return [...new Set(LANGUAGES.flatMap((language) => name[language] ?? []))];
}

/** The host of a web address without `www.`, by which two addresses of one site are told to be one; null for none. */
export function hostOf(website: string | null): string | null {
  if (website === null || !URL.canParse(website)) return null;
  return new URL(website).hostname.replace(/^www\./, '').replace(/\.$/, '') || null;
}

/** Words as they are searched and compared: in lower case, without accents and without the dots of ä and ö. */
export const plainOf = (words: string): string => words.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
