import { memberEvents } from '@fiksu/contracts';
import {
  Audit,
  Caller,
  Database,
  OrganisationReferences,
  Repository,
  raw,
  sql,
  type Forgets,
  type NamesOrganisations,
  type Runs,
  type Sql,
} from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { CommunityRepository } from './community.repository.ts';
import { MemberEntity } from './member.entity.ts';
import { MemberRepository } from './member.repository.ts';
import { MemberSecrets } from './member-secrets.ts';
import type { Member } from './member.ts';

/** How many are erased in one transaction. */
const erasedAtOnceMax = 500;

/** Of a person: all that says who it is. */
const nobody = { name: null, email: null, emailHash: null, subject: null, subjectHash: null, receiptHash: null };

/** Why members are erased, and by whom. */
interface Erasure {
  action: 'leave' | 'delete';
  by: Caller;
  /** Whether the request is about this one member alone, and answered 204. */
  answers?: boolean;
}

/** Members of whichever community, for what happens to them beside their community's own address: nobody reads by it. */
class AnyMembers extends Repository<Member, { id: string }> {
  constructor(db: Database) {
    super(db, MemberEntity, 'members', memberEvents);
  }

  override visibleTo(): Sql {
    return raw('false');
  }

  override view({ id }: Member) {
    return { id };
  }

  override visibilityOf() {
    return 'internal' as const;
  }

  /** What the row said is gone; that it was there, and when it went, stays. */
  erase(member: Member, { action, by, answers = false }: Erasure, on: Runs): Promise<void> {
    const left = action === 'leave' ? { community: member.community } : {};
    return this.write({ before: member, next: null, action, by, left, ...(answers ? { answer: { status: 204, body: {} } } : {}) }, on);
  }
}

/** All members: those of one community are found by it, and those whose consent has ended are forgotten. */
@Injectable()
export class Members implements Forgets, NamesOrganisations {
  readonly kind = 'member';
  private readonly all: AnyMembers;

  constructor(
    private readonly db: Database,
    private readonly secrets: MemberSecrets,
    private readonly communities: CommunityRepository,
    private readonly audit: Audit,
    references: OrganisationReferences,
  ) {
    this.all = new AnyMembers(db);
    references.addOwn(this);
  }

  /** @throws DomainError NotFound (404) where there is no such community */
  async of(community: string, by: Caller): Promise<MemberRepository> {
    return new MemberRepository(this.db, this.secrets, this.communities, await this.communities.get(community, by));
  }

  /** Those that fulfil a condition, oldest first. */
  find(which: Sql, on: Runs = this.db): Promise<Member[]> {
    return on.run<Member>(sql`select ${this.all.store.columns} from community_member where ${which} order by id`);
  }

  /** Erases the members that fulfil a condition, and tells how many there were. */
  async erase(which: Sql, erasure: Erasure, tx: Runs): Promise<number> {
    const members = await this.find(sql`id in (select id from community_member where ${which} order by id for update)`, tx);
    for (const member of members) await this.all.erase(member, erasure, tx);
    return members.length;
  }

  /** Takes away who the members are that fulfil a condition: they are counted on, and nobody reads them any more. */
  async forgetWho(which: Sql, by: Caller, tx: Runs): Promise<number> {
    const members = await this.find(sql`id in (select id from community_member where ${which} order by id for update)`, tx);
    for (const member of members) await this.all.saveBeside(member, { ...member, ...nobody }, by, { action: 'change' }, tx);
    return members.length;
  }

  async count(organisation: string, on: Runs): Promise<number> {
    return (await this.find(sql`organisation = ${organisation}`, on)).length;
  }

  /** Two members of one community that become the same organisation are one from then on (API contract, P2). */
  async rename(old: string, survivor: string, by: Caller, tx: Runs): Promise<number> {
    const members = await this.find(sql`id in (select id from community_member where organisation in (${old}, ${survivor}) order by id for update)`, tx);
    const moved = members.filter(({ organisation }) => organisation === old);
    for (const member of moved) {
      const isThere = members.some(({ community, organisation }) => community === member.community && organisation === survivor);
      if (isThere) await this.all.erase(member, { action: 'delete', by }, tx);
      else await this.all.saveBeside(member, { ...member, organisation: survivor }, by, { action: 'change' }, tx);
    }
    return moved.length;
  }

  /** Erases those whose consent has ended. */
  async forget(): Promise<void> {
    for (let erased = erasedAtOnceMax; erased === erasedAtOnceMax;)
      erased = await this.db.transaction((tx) =>
        this.eraseExpired(
          sql`id in (select id from community_member where expires_at <= now() order by expires_at limit ${erasedAtOnceMax} for update skip locked)`,
          tx,
        ),
      );
  }

  /** Erases those that fulfil a condition and whose consent has ended: they are no members, though their rows may still be there. */
  async eraseExpired(which: Sql, tx: Runs): Promise<number> {
    const by = Caller.nobody(new Date().toISOString(), 'clock');
    const count = await this.erase(sql`expires_at <= now() and ${which}`, { action: 'delete', by }, tx);
    if (count > 0) await this.audit.note({ action: 'delete', what: 'members', count, reason: 'consent-ended' }, by, tx);
    return count;
  }
}
