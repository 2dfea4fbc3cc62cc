import { SERVICES, organisationReferences } from '@fiksu/contracts';
import { Database, Nats, NoAnswer, OrganisationReferences, ask, noteMerge, raw, sql, stale, type Caller, type Runs } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { Contacts } from '../contacts/contacts.ts';
import { OrganisationRepository } from '../organisations/organisation.repository.ts';
import type { Organisation } from '../organisations/organisation.ts';
import { parentsLock } from '../organisations/write-organisation.ts';
import { checkInto, conflictsOf, survivorOf } from './merge-organisation.ts';
import type { MergeBody, MergeReport, Move } from './merging.schema.ts';

/**
 * Merges one organisation into another (API contract, P2). What names it here names the survivor in the same transaction; the
 * other services hear of it by the event, and name the survivor when they do, also when they were down.
 */
@Injectable()
export class MergeOrganisations {
  constructor(
    private readonly organisations: OrganisationRepository,
    private readonly contacts: Contacts,
    private readonly references: OrganisationReferences,
    private readonly nats: Nats,
    private readonly db: Database,
  ) {}

  async execute(id: string, { into, dryRun }: MergeBody, by: Caller): Promise<MergeReport> {
    if (!dryRun) by.requireMatch();
    const old = await this.organisations.get(id, by);
    this.organisations.mayChange(old, by);
    if (!dryRun) by.match(old.version);
    const survivor = await this.organisations.store.find(into);
    checkInto(old, survivor);
    this.organisations.mayChange(survivor, by);
    const elsewhere = await this.named(old.id);
    if (dryRun) return this.reportOf(old, survivor, true, elsewhere, this.db);
    return this.db.transaction(async (tx) => {
      // Who is above whom is changed by one at a time: a child that came meanwhile would be left without.
      await tx.run(sql`select pg_advisory_xact_lock(${parentsLock})`);
      const rows = await this.organisations.store.findForUpdate([old.id, survivor.id], tx);
      const [oldNow, survivorNow] = [rows.get(old.id), rows.get(survivor.id) ?? null];
      if (oldNow?.version !== old.version) throw stale();
      checkInto(oldNow, survivorNow);
      const report = await this.reportOf(oldNow, survivorNow, false, elsewhere, tx);
      await this.merge(oldNow, survivorNow, report, by, tx);
      return report;
    });
  }

  private async merge(old: Organisation, into: Organisation, report: MergeReport, by: Caller, tx: Runs): Promise<void> {
    await tx.run(raw('set constraints organisation_parent deferred'));
    const survivor = survivorOf(old, into, await this.whereLies(into, old, tx));
    await this.contacts.moveOf(old.id, into.id, by, tx);
    await this.references.rename(old.id, into.id, by, tx);
    // Before the survivor takes its numbers, which no two may have.
    await this.organisations.mergeAway(old, into.id, report, by, tx);
    await this.organisations.saveBeside(into, survivor, by, { action: 'change' }, tx);
    for (const part of await this.organisations.partsOf(old.id, tx))
      if (part.id !== into.id) await this.organisations.saveBeside(part, { ...part, parent: into.id }, by, { action: 'change' }, tx);
    await noteMerge(old.id, into.id, by.at, tx);
  }

  private async reportOf(old: Organisation, into: Organisation, dryRun: boolean, elsewhere: Elsewhere, on: Runs): Promise<MergeReport> {
    const parts = (await this.organisations.partsOf(old.id, on)).filter(({ id }) => id !== into.id).length;
    const here = [
      ...(await this.references.count(old.id, on)),
      { kind: 'contact', count: await this.contacts.countOf(old.id, on) },
      { kind: 'organisation', count: parts },
    ].filter(({ count }) => count > 0);
    const moves = [...here.map((named) => ({ service: 'partners', ...named })), ...elsewhere.moves];
    return { into: into.id, dryRun, moves, conflicts: conflictsOf(old, into), unanswered: elsewhere.unanswered };
  }

  /** Asks the other services; one that is down is told so, and follows when it is up again. */
  private async named(organisation: string): Promise<Elsewhere> {
    const others = SERVICES.filter((service) => service !== 'partners');
    const asked = others.map(async (service) => {
      try {
        const { named } = await ask(this.nats, organisationReferences(service), { organisation });
        return { moves: named.map((each) => ({ service, ...each })), unanswered: [] };
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error;
        return { moves: [], unanswered: [service] };
      }
    });
    const answers = await Promise.all(asked);
    return { moves: answers.flatMap(({ moves }) => moves), unanswered: answers.flatMap(({ unanswered }) => unanswered) };
  }

  private async whereLies(into: Organisation, old: Organisation, tx: Runs): Promise<'below' | 'above' | 'apart'> {
    if ((await this.organisations.idsAbove(into.id, tx)).includes(old.id)) return 'below';
    return (await this.organisations.idsAbove(old.id, tx)).includes(into.id) ? 'above' : 'apart';
  }
}

interface Elsewhere {
  moves: Move[];
  unanswered: string[];
}
