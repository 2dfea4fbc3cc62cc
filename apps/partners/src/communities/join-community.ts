import { Database, forbidden, newId, notFound, sql, unauthenticated, type Caller } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { CommunityRepository } from './community.repository.ts';
import { MemberSecrets } from './member-secrets.ts';
import type { Member } from './member.ts';
import { notExpired } from './member.repository.ts';
import { Members } from './members.ts';
import type { JoinBody, Joined, LeaveBody, Membership } from './members.schema.ts';
import { checkConsent } from './write-member.ts';

/** What persons do by themselves: they join a community, read what is kept of them, and leave (API contract, P6). */
@Injectable()
export class JoinCommunity {
  constructor(
    private readonly communities: CommunityRepository,
    private readonly members: Members,
    private readonly secrets: MemberSecrets,
    private readonly db: Database,
  ) {}

  /**
   * Residents join, with an account or without; whoever acts for the city or an organisation is added by a coordinator.
   * Without an account nobody is told that an address is there already, since that would tell who is a member.
   */
  async join(community: string, { consent, ...person }: JoinBody, by: Caller): Promise<Joined> {
    if (by.claims && !by.is('resident')) throw forbidden('This is for residents');
    const members = await this.members.of(community, by);
    const [id, secret] = [newId(), this.secrets.newReceipt()];
    const member: Member = {
      ...{ id, version: 1, community: members.community.id, organisation: null, createdAt: by.at, updatedAt: by.at },
      ...this.secrets.keep(id, { ...person, subject: by.claims?.sub ?? null }),
      ...consent,
      receiptHash: this.secrets.hashOfReceipt(secret),
    };
    await this.db.transaction(async (tx) => {
      await this.members.eraseExpired(sql`community = ${member.community}`, tx);
      await members.requireFree(member, by, tx);
      checkConsent(consent);
      await members.join(member, by, tx);
    });
    const { version, createdAt, updatedAt } = member;
    return { id, version, community: member.community, receipt: { url: `/partners/v1/receipts/${secret}` }, createdAt, updatedAt };
  }

  /** Whoever holds the receipt leaves, or whose token it is. */
  async leave(community: string, { receipt }: LeaveBody, by: Caller): Promise<void> {
    if (receipt === undefined && by.claims === null) throw unauthenticated('This needs the receipt, or a token');
    const { id } = await this.communities.get(community, by);
    const own = receipt === undefined ? this.ownOf(by) : sql`receipt_hash = ${this.secrets.hashOfReceipt(receipt)}`;
    await this.db.transaction(async (tx) => {
      const left = await this.members.erase(sql`community = ${id} and ${own}`, { action: 'leave', by, answers: true }, tx);
      if (left === 0) throw notFound('There is no such membership');
    });
  }

  /** @throws DomainError NotFound (404) where nobody has this receipt */
  async read(secret: string, by: Caller): Promise<Membership> {
    const [member] = await this.members.find(sql`receipt_hash = ${this.secrets.hashOfReceipt(secret)} and ${notExpired}`);
    if (!member?.basis || !member.givenAt) throw notFound('There is no such receipt');
    const { id, version, basis, givenAt, expiresAt, createdAt } = member;
    const { name, email } = this.secrets.read(member);
    const community = await this.communities.get(member.community, by);
    const where = { id: community.id, name: community.name, kind: community.kind };
    return { id, version, community: where, name, email, consent: { basis, givenAt, expiresAt }, joinedAt: createdAt };
  }

  private ownOf(by: Caller) {
    return sql`subject_hash = ${this.secrets.hashOfSubject(by.claims?.sub ?? '')}`;
  }
}
