import type { Stored } from '@fiksu/service';

/** On which ground a person's data may be kept (GDPR, article 6). */
export const BASES = ['consent', 'contract', 'public-task', 'legitimate-interest'] as const;
export type Basis = (typeof BASES)[number];

export interface Consent {
  basis: Basis;
  givenAt: string;
  /** From this instant on nobody reads the contact; soon after it is erased. */
  expiresAt: string | null;
}

/** A person to turn to in an organisation (API contract, P4), as the database keeps it. */
export interface Contact extends Stored {
  organisation: string;
  /** Encrypted, as are all members of `PERSONAL`. */
  name: string;
  email: string | null;
  /** A keyed hash, by which an address is found again without anybody reading it. */
  emailHash: string | null;
  phone: string | null;
  role: string | null;
  /** The `sub` of the person's tokens. */
  subject: string | null;
  subjectHash: string | null;
  basis: Basis;
  givenAt: string;
  expiresAt: string | null;
}

/** What a contact says of the person. */
export const PERSONAL = ['name', 'email', 'phone', 'role', 'subject'] as const;

export type Person = Pick<Contact, (typeof PERSONAL)[number]>;

/** Columns of `contact` that are encrypted. */
export const encryptedColumns = PERSONAL.map((column) => ({ table: 'contact', column }));

/** An address as it is compared: people write it in capitals or not. */
export const normalEmail = (email: string): string => email.trim().toLowerCase();

/** Whether it ends after it begins. */
export const endsLater = ({ givenAt, expiresAt }: Consent): boolean => expiresAt === null || Date.parse(expiresAt) > Date.parse(givenAt);
