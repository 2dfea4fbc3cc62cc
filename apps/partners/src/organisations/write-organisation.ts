import { Attachments, Audit, Database, DomainError, invalid, newId, patched, sql, type Caller, type Runs } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { Contacts } from '../contacts/contacts.ts';
import { wholeBusinessId } from './business-id.ts';
import { requireUnused } from './organisation-in-use.ts';
import { checkNumbers, termsOf } from './organisation-terms.ts';
import { OrganisationRepository } from './organisation.repository.ts';
import type { Organisation, OrganisationTerms } from './organisation.ts';
import { DERIVED, OrganisationBody, type OrganisationView } from './organisations.schema.ts';

/** Any number that is the same in all replicas: who is above whom is changed by one at a time. */
export const parentsLock = 815_650;

type Patch = Record<string, unknown>;

@Injectable()
export class WriteOrganisation {
  constructor(
    private readonly organisations: OrganisationRepository,
    private readonly contacts: Contacts,
    private readonly audit: Audit,
    private readonly attachments: Attachments,
    private readonly db: Database,
  ) {}

  async create(body: OrganisationBody, by: Caller): Promise<OrganisationView> {
    const terms = await this.kept(termsOf(body, 'none'), this.db);
    const organisation = { id: newId(), version: 1, createdAt: by.at, updatedAt: by.at, ...terms };
    await this.check(organisation, by, this.db);
    await this.attachments.hang(organisation.attachments, by);
    return this.organisations.create(organisation, by);
  }

  async change(id: string, patch: Patch, by: Caller): Promise<OrganisationView> {
    if (!by.is('admin', 'coordinator')) await this.requireForPartners(id, patch, by);
    if (typeof patch.parent !== 'string') return this.changeOn(this.db, id, patch, by);
    // Before the lock, since whoever has it must not wait for a connection that others hold who wait for the lock.
    if (Array.isArray(patch.attachments))
      await this.attachments.hang(patch.attachments as string[], by, (await this.organisations.toChange(id, by)).attachments);
    return this.db.transaction(async (tx) => {
      // Two who put each other above themselves, at once, would make a circle that neither sees.
      await tx.run(sql`select pg_advisory_xact_lock(${parentsLock})`);
      return this.changeOn(tx, id, patch, by);
    });
  }

  /** Removes it with its contacts, whom nobody could turn to any more. */
  async remove(id: string, by: Caller): Promise<void> {
    await this.db.transaction(async (tx) => {
      let count = 0;
      const check = async (organisation: Organisation) => {
        await requireUnused(organisation.id, tx);
        count = await this.contacts.eraseOf(organisation.id, by, tx);
      };
      await this.organisations.remove(id, by, check, tx);
      if (count > 0) await this.audit.note({ action: 'delete', what: `organisations/${id}/contacts`, count, reason: 'organisation-removed' }, by, tx);
    });
  }

  private changeOn(on: Runs, id: string, patch: Patch, by: Caller): Promise<OrganisationView> {
    const decide = async (organisation: Organisation) => {
      const { id: _i, version: _v, createdAt: _c, updatedAt: _u, situation, ...body } = organisation;
      const terms = termsOf(patched<OrganisationBody>(body, patch, OrganisationBody, DERIVED), situation);
      const next = { ...organisation, ...(await this.kept(terms, on)) };
      await this.check(next, by, on);
      if (on === this.db) await this.attachments.hang(next.attachments, by, organisation.attachments);
      return next;
    };
    return this.organisations.change(id, by, { action: 'change', decide }, on);
  }

  /** A parent that was merged goes by the id of its survivor (API contract, P2). */
  private async kept(terms: OrganisationTerms, on: Runs): Promise<OrganisationTerms> {
    return terms.parent === null ? terms : { ...terms, parent: (await this.organisations.survivorOf(terms.parent, on)) ?? terms.parent };
  }

  /** In the contract's order (G5): 403, 409, 422. */
  private async check(organisation: Organisation, by: Caller, on: Runs): Promise<void> {
    this.organisations.mayChange(organisation, by);
    await this.organisations.requireFree(organisation, by, on);
    checkNumbers(organisation);
    await this.checkParent(organisation, on);
  }

  private async checkParent({ id, parent }: Organisation, on: Runs): Promise<void> {
    if (parent === null) return;
    const above = await this.organisations.idsAbove(parent, on);
    if (above.length === 0) throw invalid([{ pointer: '/parent', detail: 'There is no such organisation' }]);
    if (above.includes(id)) throw invalid([{ pointer: '/parent', detail: 'Is the organisation itself, or a part of it' }]);
  }

  /**
   * Who an organisation is in law is not for itself to say (G7).
   * @throws DomainError Forbidden (403), naming the members
   */
  private async requireForPartners(id: string, patch: Patch, by: Caller): Promise<void> {
    by.requireMatch();
    const organisation = await this.organisations.get(id, by);
    this.organisations.mayChange(organisation, by);
    const { businessId = organisation.businessId, personal = organisation.personal } = patch;
    const named = [
      ...((typeof businessId === 'string' ? wholeBusinessId(businessId) : businessId) === organisation.businessId ? [] : ['businessId']),
      ...((personal ?? false) === organisation.personal ? [] : ['personal']),
    ];
    if (named.length === 0) return;
    const errors = named.map((member) => ({ pointer: `/${member}`, detail: 'Is changed by coordinators' }));
    throw new DomainError('Forbidden', 'forbidden', `An organisation does not change its own ${named.join(', ')}`, { errors });
  }
}
