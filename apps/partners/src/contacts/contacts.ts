import { Audit, Caller, Database, authorOf, sql, type Forgets, type Runs } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { OrganisationRepository } from '../organisations/organisation.repository.ts';
import { ContactRepository } from './contact.repository.ts';
import { ContactSecrets } from './contact-secrets.ts';

/** How many are erased in one transaction. */
const erasedAtOnceMax = 500;

/** All contacts: those of one organisation are found by it, and those whose time is over are forgotten. */
@Injectable()
export class Contacts implements Forgets {
  constructor(
    private readonly db: Database,
    private readonly secrets: ContactSecrets,
    private readonly organisations: OrganisationRepository,
    private readonly audit: Audit,
  ) {}

  /** @throws DomainError NotFound (404) where there is no such organisation */
  async of(organisation: string, by: Caller): Promise<ContactRepository> {
    return new ContactRepository(this.db, this.secrets, this.organisations, await this.organisations.get(organisation, by));
  }

  /** Erases the contacts of an organisation that is removed, and tells how many there were. */
  async eraseOf(organisation: string, by: Caller, tx: Runs): Promise<number> {
    return this.erase(sql`organisation = ${organisation}`, by, tx);
  }

  async countOf(organisation: string, on: Runs): Promise<number> {
    const [row] = await on.run<{ count: number }>(sql`select count(*)::integer as count from contact where organisation = ${organisation}`);
    return row?.count ?? 0;
  }

  /** Whoever could be turned to in an organisation that was merged can be turned to in the one that goes on. */
  async moveOf(organisation: string, survivor: string, by: Caller, tx: Runs): Promise<void> {
    await tx.run(sql`
      with moved as (
        update contact set organisation = ${survivor}, version = version + 1, updated_at = ${by.at} where organisation = ${organisation} returning id, version)
      insert into history (collection, resource, version, at, by, action)
      select 'contacts', id::text, version, ${by.at}::timestamptz, ${JSON.stringify(authorOf(by))}::jsonb, 'change' from moved`);
  }

  /** Erases those whose consent has ended. What the row said is gone; that it was there, and when it went, stays. */
  async forget(): Promise<void> {
    for (let erased = erasedAtOnceMax; erased === erasedAtOnceMax;)
      erased = await this.db.transaction(async (tx) => {
        const by = Caller.nobody(new Date().toISOString(), 'clock');
        const over = sql`id in (select id from contact where expires_at <= now() order by expires_at limit ${erasedAtOnceMax} for update skip locked)`;
        const count = await this.erase(over, by, tx);
        if (count > 0) await this.audit.note({ action: 'delete', what: 'contacts', count, reason: 'consent-ended' }, by, tx);
        return count;
      });
  }

  private async erase(which: ReturnType<typeof sql>, by: Caller, tx: Runs): Promise<number> {
    const erased = await tx.run(sql`
      with gone as (delete from contact where ${which} returning id, version)
      insert into history (collection, resource, version, at, by, action)
      select 'contacts', id::text, version + 1, ${by.at}::timestamptz, ${JSON.stringify(authorOf(by))}::jsonb, 'delete' from gone returning id`);
    return erased.length;
  }
}
