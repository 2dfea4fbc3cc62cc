import { Database, Task, addJob, newId, sql, type Runs } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { OrganisationRepository } from '../organisations/organisation.repository.ts';
import { hostOf, namesOf, type Organisation } from '../organisations/organisation.ts';
import { comparableName } from './comparable-name.ts';
import { compare, likenessMin, scoreMin } from './compare-organisations.ts';

/** Any number that is the same in all replicas: one compares at a time. */
const comparingLock = 815_651;
/** How many are compared in one transaction: for those about a second, among 100 000. */
const comparedAtOnceMax = 50;
/** Of those that have something in common with one organisation, the likeliest: a name that hundreds have tells nothing. */
const candidatesMax = 20;

interface Pair {
  one: string;
  two: string;
}

/**
 * Compares organisations that were added or changed with those that may be the same: found by indexes of what is alike,
 * a bounded number for each, so that the work grows with the changes and not with the square of the registry.
 *
 * Nothing is compared while organisations are written. It is made up for when somebody asks for duplicates, the newest
 * first, and what is left then, after an import say, by a job.
 */
@Injectable()
export class CompareWithOthers extends Task {
  readonly name = 'compare-organisations';

  constructor(
    private readonly db: Database,
    private readonly organisations: OrganisationRepository,
  ) {
    super();
  }

  override async run(): Promise<void> {
    while (await this.compareSome());
  }

  /** Compares the newest of those that wait, and leaves the rest to a job. */
  async catchUp(): Promise<void> {
    if ((await this.waiting(this.db)).length === 0) return;
    if (await this.compareSome()) await this.db.run(addJob(this.name, {}, { jobKey: this.name }));
  }

  /** Whether there may be more to compare. */
  private compareSome(): Promise<boolean> {
    return this.db.transaction(async (tx) => {
      await tx.run(sql`select pg_advisory_xact_lock(${comparingLock})`);
      const ids = await this.waiting(tx);
      const found = await this.read(ids, tx);
      await this.note(found, tx);
      const pairs = await this.candidates(ids, tx);
      await this.keep(ids, pairs, tx);
      return ids.length === comparedAtOnceMax;
    });
  }

  private async waiting(on: Runs): Promise<string[]> {
    const rows = await on.run<{ id: string }>(sql`
      select id from organisation where not exists (
        select from compared_organisation compared where compared.organisation = organisation.id and compared.version = organisation.version)
      order by updated_at desc, id desc limit ${comparedAtOnceMax}`);
    return rows.map(({ id }) => id);
  }

  /** Keeps them from being removed until what is found of them is kept. */
  private read(ids: readonly string[], tx: Runs): Promise<Organisation[]> {
    return tx.run<Organisation>(sql`select ${this.organisations.store.columns} from organisation where id = any(${ids}) order by id for key share`);
  }

  private async note(organisations: readonly Organisation[], tx: Runs): Promise<void> {
    const notes = organisations.map(({ id, version, vatId, website, externalIds }) => ({
      ...{ organisation: id, version, host: hostOf(website), vat_id: vatId },
      external_ids: externalIds.map(({ scheme, value }) => JSON.stringify([scheme, value])),
    }));
    const names = organisations.flatMap((organisation) => {
      const cores = new Set(namesOf(organisation).map((name) => comparableName(name).core));
      return [...cores].filter((core) => core !== '').map((name) => ({ organisation: organisation.id, name }));
    });
    await tx.run(sql`delete from compared_organisation where organisation = any(${organisations.map(({ id }) => id)})`);
    await tx.run(sql`insert into compared_organisation select * from jsonb_populate_recordset(null::compared_organisation, ${JSON.stringify(notes)}::jsonb)`);
    await tx.run(sql`insert into compared_name select * from jsonb_populate_recordset(null::compared_name, ${JSON.stringify(names)}::jsonb)`);
  }

  private async candidates(ids: readonly string[], tx: Runs): Promise<Pair[]> {
    // The planner takes likeness for as cheap as equality, and would compare with each name rather than ask the index.
    await tx.run(sql`select set_config('pg_trgm.similarity_threshold', ${String(likenessMin)}, true), set_config('enable_seqscan', 'off', true)`);
    return tx.run<Pair>(sql`
      with mine as (select * from compared_organisation where organisation = any(${ids})),
        met as (
          select mine.organisation as one, other.organisation as two from compared_name mine cross join lateral (
            select organisation from compared_name known where (known.name % mine.name or known.name = mine.name) and known.organisation <> mine.organisation
            order by similarity(known.name, mine.name) desc, organisation limit ${candidatesMax}) other where mine.organisation = any(${ids})
          union select mine.organisation, other.organisation from mine cross join lateral (
            select organisation from compared_organisation known where known.host = mine.host and known.organisation <> mine.organisation limit ${candidatesMax}) other
          union select mine.organisation, other.organisation from mine cross join lateral (
            select organisation from compared_organisation known where known.vat_id = mine.vat_id and known.organisation <> mine.organisation limit ${candidatesMax}) other
          union select mine.organisation, other.organisation from mine cross join lateral (
            select organisation from compared_organisation known
            where known.external_ids && mine.external_ids and known.organisation <> mine.organisation limit ${candidatesMax}) other)
      select distinct least(one, two) as one, greatest(one, two) as two from met`);
  }

  private async keep(ids: readonly string[], pairs: readonly Pair[], tx: Runs): Promise<void> {
    const read = await this.read([...new Set(pairs.flatMap(({ one, two }) => [one, two]))], tx);
    const byId = new Map(read.map((organisation) => [organisation.id, organisation]));
    const now = new Date().toISOString();
    const likely = pairs.flatMap(({ one, two }) => {
      const [mine, theirs] = [byId.get(one), byId.get(two)];
      const comparison = mine && theirs && compare(mine, theirs);
      if (!comparison || comparison.score < scoreMin) return [];
      return [{ id: newId(), one, two, one_version: mine.version, two_version: theirs.version, ...comparison, created_at: now, updated_at: now }];
    });
    await tx.run(sql`delete from likely_duplicate where one = any(${ids}) or two = any(${ids})`);
    await tx.run(sql`insert into likely_duplicate select * from jsonb_populate_recordset(null::likely_duplicate, ${JSON.stringify(likely)}::jsonb)`);
  }
}
