import {
  Database,
  Repository,
  defineListing,
  forbidden,
  notFound,
  oneOf,
  raw,
  sql,
  type Caller,
  type DomainError,
  type Filter,
  type Listing,
  type ListQuery,
} from '@fiksu/service';
import { z } from 'zod';
import type { OrganisationRepository } from '../organisations/organisation.repository.ts';
import type { Organisation } from '../organisations/organisation.ts';
import type { ContactSecrets } from './contact-secrets.ts';
import { ContactEntity } from './contact.entity.ts';
import { BASES, type Contact } from './contact.ts';
import { Email, type ContactView } from './contacts.schema.ts';

/** The values are hashed before they get here. */
const byEmail: Filter = {
  value: Email,
  where: (hashes) => sql`email_hash = any(${hashes})`,
  description: 'Whoever has this address; for coordinators and admins',
};

export const contactListing = defineListing({ filters: { basis: oneOf(z.enum(BASES), raw('basis')), email: byEmail } });

/** What is not over: by the clock of the database, at the instant at which it is asked. */
const notExpired = raw('(expires_at is null or expires_at > now())');

/**
 * The contacts of one organisation, which is all that these can reach. They are no secret among those who may work with
 * the organisation, and are not there for anybody else.
 */
export class ContactRepository extends Repository<Contact, ContactView> {
  constructor(
    db: Database,
    private readonly secrets: ContactSecrets,
    private readonly organisations: OrganisationRepository,
    readonly organisation: Organisation,
  ) {
    super(db, ContactEntity, 'contacts');
  }

  override visibleTo(by: Caller) {
    return this.refusalToRead(by) ? raw('false') : sql`organisation = ${this.organisation.id} and ${notExpired}`;
  }

  override view({ id, version, organisation, basis, givenAt, expiresAt, createdAt, updatedAt, ...contact }: Contact): ContactView {
    return { id, version, organisation, ...this.secrets.read({ id, ...contact }), consent: { basis, givenAt, expiresAt }, createdAt, updatedAt };
  }

  /** As the organisation itself: by coordinators of its districts, and by its own partner. */
  override mayChange(_contact: Contact, by: Caller): void {
    this.organisations.mayChange(this.organisation, by);
  }

  /** @throws DomainError Forbidden (403): the organisation can be seen, and so can it be told that its contacts are not for all */
  override async list(listing: Listing, query: ListQuery, by: Caller) {
    return super.list(listing, this.hashed(query, by), by);
  }

  override async counts(listing: Listing, query: ListQuery, by: Caller) {
    return super.counts(listing, this.hashed(query, by), by);
  }

  /** The organisation was removed meanwhile. */
  protected override refusalOf(constraint: string): DomainError | null {
    return constraint === 'contact_organisation' ? notFound() : null;
  }

  private hashed(query: ListQuery, by: Caller): ListQuery {
    const refusal = this.refusalToRead(by);
    if (refusal) throw refusal;
    if (query.filters.some(([filter]) => filter === byEmail) && !by.is('admin', 'coordinator')) throw forbidden('Addresses are looked for by coordinators');
    return {
      ...query,
      filters: query.filters.map(([filter, values]) => [filter, filter === byEmail ? values.map((email) => this.secrets.hashOfEmail(email)) : values]),
    };
  }

  /** Read by admins, by coordinators of a district of the organisation, and by its own partner (P4, G8). */
  private refusalToRead(by: Caller): DomainError | null {
    const { id, districts } = this.organisation;
    if (by.is('partner') && by.claims?.org === id) return null;
    if (!by.is('admin', 'coordinator')) return forbidden('These are contacts of an organisation of others');
    const { limits } = by;
    if (limits === null || districts.length === 0 || districts.some((district) => limits.includes(district))) return null;
    return forbidden('Your token is limited to other districts', 'outside-districts');
  }
}
