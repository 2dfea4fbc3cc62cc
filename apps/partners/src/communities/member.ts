import type { Stored } from '@fiksu/service';
import type { Basis } from '../contacts/contact.ts';

/** A member of a community, as the database keeps it (API contract, P6): an organisation of the registry, or a person. */
export interface Member extends Stored {
  community: string;
  /** An organisation; null for a person. */
  organisation: string | null;
  /** Encrypted, as are all members of `PERSONAL`; null for an organisation. */
  name: string | null;
  email: string | null;
  /** A keyed hash, by which an address is found again without anybody reading it. */
  emailHash: string | null;
  /** The `sub` of the person's tokens. */
  subject: string | null;
  subjectHash: string | null;
  basis: Basis | null;
  givenAt: string | null;
  /** From this instant on the person is no member any more; soon after it is erased. */
  expiresAt: string | null;
  /** The hash of the secret by which a person who joined by itself reads its membership and leaves. */
  receiptHash: string | null;
}

/** What a membership says of the person. */
export const PERSONAL = ['name', 'email', 'subject'] as const;

export type Person = Pick<Member, (typeof PERSONAL)[number]>;

/** What a membership says of an organisation beside its id: nothing. */
export const noPerson = { name: null, email: null, emailHash: null, subject: null, subjectHash: null, basis: null, givenAt: null, expiresAt: null };

/** Columns of `community_member` that are encrypted. */
export const encryptedMemberColumns = PERSONAL.map((column) => ({ table: 'community_member', column }));
