import { memberEvents } from '@fiksu/contracts';
import {
  Database,
  Repository,
  defineListing,
  forbidden,
  notFound,
  oneOf,
  organisation,
  raw,
  sql,
  type Caller,
  type DomainError,
  type Filter,
  type Key,
  type Listing,
  type ListQuery,
  type Runs,
  type Sql,
} from '@fiksu/service';
import { z } from 'zod';
import { BASES } from '../contacts/contact.ts';
import { Email } from '../contacts/contacts.schema.ts';
import type { CommunityRepository } from './community.repository.ts';
import type { Community } from './community.ts';
import type { MemberSecrets } from './member-secrets.ts';
import { MemberEntity } from './member.entity.ts';
import type { Member } from './member.ts';
import { MEMBER_KINDS, type MemberView } from './members.schema.ts';

/** The values are hashed before they get here. */
const byEmail: Filter = { value: Email, where: (hashes) => sql`email_hash = any(${hashes})`, description: 'Whoever has this address' };

export const memberListing = defineListing({
  filters: {
    kind: oneOf(z.enum(MEMBER_KINDS), raw(`(case when organisation is null then 'person' else 'organisation' end)`)),
    organisation: organisation(raw('organisation')),
    basis: oneOf(z.enum(BASES), raw('basis')),
    email: byEmail,
  },
});

/** What is not over: by the clock of the database, at the instant at which it is asked. */
export const notExpired = raw('(expires_at is null or expires_at > now())');

/** Of a person who was erased the row is left, to be counted. */
const notForgotten = raw('(organisation is not null or name is not null)');

/** The members of one community, which is all that these can reach: read by those who coordinate it, and not there for anybody else. */
export class MemberRepository extends Repository<Member, MemberView> {
  constructor(
    db: Database,
    private readonly secrets: MemberSecrets,
    private readonly communities: CommunityRepository,
    readonly community: Community,
  ) {
    super(db, MemberEntity, 'members', memberEvents);
  }

  override visibleTo(by: Caller): Sql {
    return this.refusalToRead(by) ? raw('false') : sql`community = ${this.community.id} and ${notExpired} and ${notForgotten}`;
  }

  /** Who joins is answered with the place that was made for it, and with nothing that it has said. */
  override view(member: Member, by: Caller): MemberView {
    const { id, version, community, organisation: named, basis, givenAt, expiresAt, createdAt, updatedAt } = member;
    const known = { id, version, community, createdAt, updatedAt };
    if (!by.is('admin', 'coordinator')) return known;
    const consent = basis && givenAt ? { basis, givenAt, expiresAt } : null;
    return { ...known, organisation: named, ...this.secrets.read(member), consent };
  }

  /** Who takes part in what is nobody's business but theirs: others are told that there is one member more, or less. */
  override visibilityOf() {
    return 'internal' as const;
  }

  /** Somebody joins by itself, and is answered with what it is shown once. */
  async join(member: Member, by: Caller, on: Runs): Promise<void> {
    await this.write({ before: null, next: member, action: 'join', by, answer: { status: 201, body: this.view(member, by) } }, on);
  }

  /** As the community itself: by coordinators of its districts. */
  override mayChange(_member: Member | null, by: Caller): void {
    this.communities.mayChange(this.community, by);
  }

  /** @throws DomainError Forbidden (403): the community can be seen, and so can it be told that its members are not for all */
  override async list(listing: Listing, query: ListQuery, by: Caller) {
    return super.list(listing, this.hashed(query, by), by);
  }

  override async counts(listing: Listing, query: ListQuery, by: Caller) {
    return super.counts(listing, this.hashed(query, by), by);
  }

  protected override keys(): Key<Member>[] {
    const here = sql`community = ${this.community.id}`;
    return [
      { constraint: 'community_member_organisation', pointer: '/organisation', where: (row) => sql`${here} and organisation = ${row.organisation}` },
      { constraint: 'community_member_subject', pointer: '/subject', where: (row) => sql`${here} and subject_hash = ${row.subjectHash}` },
    ];
  }

  /** The community was removed meanwhile. */
  protected override refusalOf(constraint: string): DomainError | null {
    return constraint === 'community_member_community' ? notFound() : null;
  }

  private hashed(query: ListQuery, by: Caller): ListQuery {
    const refusal = this.refusalToRead(by);
    if (refusal) throw refusal;
    return {
      ...query,
      filters: query.filters.map(([filter, values]) => [filter, filter === byEmail ? values.map((email) => this.secrets.hashOfEmail(email)) : values]),
    };
  }

  /** Read by admins, and by coordinators of a district of the community (P6, G8). */
  private refusalToRead(by: Caller): DomainError | null {
    if (!by.is('admin', 'coordinator')) return forbidden('These are members of a community');
    const { limits } = by;
    const { districts } = this.community;
    if (limits === null || districts.length === 0 || districts.some((district) => limits.includes(district))) return null;
    return forbidden('Your token is limited to other districts', 'outside-districts');
  }
}
