import { erasePerson, type PersonKnown, type PersonRefusal } from '@fiksu/contracts';
import { Database, sql } from '@fiksu/database';
import { Responder } from '@fiksu/messaging';
import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.ts';
import { Caller } from '../access/caller.ts';
import { KitConfig } from '../config.ts';
import { KnownPerson } from './known-person.ts';
import { Persons } from './persons.ts';

type Asked = PersonKnown & { erasure: string | null; dryRun: boolean };

/** Any number that is the same in all replicas: of one service, one person is erased at a time. */
const erasingLock = 815_661;

/**
 * Erases a person in this service, all or nothing. The access log is kept by law for 24 months (domain, "Retention"; GDPR,
 * article 17(3)(b)): in it a person is encrypted, and told to those alone who answer for the service.
 */
@Injectable()
export class AnswerErasePerson extends Responder<Asked, { erased: number; refused: PersonRefusal[] }> {
  readonly question;

  constructor(
    private readonly config: KitConfig,
    private readonly db: Database,
    private readonly persons: Persons,
    private readonly audit: Audit,
  ) {
    super();
    this.question = erasePerson(config.SERVICE);
  }

  async answer({ erasure, dryRun, ...known }: Asked) {
    const person = new KnownPerson(known, this.config.HASH_SECRET);
    if (dryRun) return { erased: 0, refused: await this.persons.refusals(person, this.db) };
    const done = await this.db.transaction(async (tx) => {
      await tx.run(sql`select pg_advisory_xact_lock(${erasingLock})`);
      const refused = await this.persons.refusals(person, tx);
      if (refused.length > 0) return { erased: 0, refused };
      const by = Caller.nobody(new Date().toISOString());
      const erased = await this.persons.erase(person, by, tx);
      // Comes last, as all that is noted; of whom, the log does not tell.
      if (erased > 0) await this.audit.note({ action: 'erase', what: erasure === null ? 'persons' : `erasures/${erasure}`, count: erased }, by, tx);
      return { erased, refused };
    });
    await this.persons.afterwards();
    return done;
  }
}
