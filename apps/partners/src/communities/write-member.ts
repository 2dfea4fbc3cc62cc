import { Database, invalid, newId, notFound, sql, type Caller } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { endsLater, type Consent } from '../contacts/contact.ts';
import { HoldOrganisations } from '../organisations/hold-organisations.ts';
import { MemberSecrets } from './member-secrets.ts';
import { noPerson, type Member } from './member.ts';
import { Members } from './members.ts';
import type { MemberBody, MemberView } from './members.schema.ts';

/** Members that coordinators add and remove: organisations, and persons who have asked for it (API contract, P6). */
@Injectable()
export class WriteMember {
  constructor(
    private readonly members: Members,
    private readonly secrets: MemberSecrets,
    private readonly organisations: HoldOrganisations,
    private readonly db: Database,
  ) {}

  async add(community: string, { organisation, consent, ...person }: MemberBody, by: Caller): Promise<MemberView> {
    const members = await this.members.of(community, by);
    members.mayChange(null, by);
    const id = newId();
    const stored = { id, version: 1, community: members.community.id, receiptHash: null, createdAt: by.at, updatedAt: by.at };
    const { name = null, email = null, subject = null } = person;
    const whoItIs = consent === undefined ? noPerson : { ...this.secrets.keep(id, { name, email, subject }), ...consent };
    return this.db.transaction(async (tx) => {
      await this.members.eraseExpired(sql`community = ${members.community.id}`, tx);
      const held = organisation === undefined ? null : await this.organisations.holdOne(organisation, '/organisation', tx);
      const member: Member = { ...stored, ...whoItIs, organisation: held };
      await members.requireFree(member, by, tx);
      if (consent) checkConsent(consent);
      return members.create(member, by, {}, tx);
    });
  }

  /** Erases one. A link is taken away whatever its version is (G4). */
  async remove(community: string, id: string, by: Caller): Promise<void> {
    const members = await this.members.of(community, by);
    const member = await members.get(id, by);
    members.mayChange(member, by);
    await this.db.transaction(async (tx) => {
      if ((await this.members.erase(sql`id = ${member.id}`, { action: 'delete', by }, tx)) === 0) throw notFound();
    });
  }
}

/** @throws DomainError Invalid (422) at `/consent/expiresAt` */
export function checkConsent(consent: Consent): void {
  if (!endsLater(consent)) throw invalid([{ pointer: '/consent/expiresAt', detail: 'Lies before it was given' }]);
}
