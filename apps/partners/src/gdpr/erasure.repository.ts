import { personEvents, type PersonKnown } from '@fiksu/contracts';
import {
  ColumnCipher,
  Database,
  Repository,
  addJob,
  keyedHash,
  KitConfig,
  KnownPerson,
  newId,
  raw,
  record,
  sql,
  type Caller,
  type Forgets,
  type Runs,
  type Sql,
} from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { ErasureEntity } from './erasure.entity.ts';
import { begun, pendingOf, type Erasure } from './erasure.ts';
import type { ErasureView } from './gdpr.schema.ts';

/** Never changes: jobs that wait are found by it. */
export const erasePersonTask = 'erase-person';

const place = (id: string) => ({ table: 'erasure', column: 'person', id });

/** The erasures of persons: seen by admins, and by the person, who is known by the token. What is left of one is a tombstone without a name. */
@Injectable()
export class ErasureRepository extends Repository<Erasure, ErasureView> implements Forgets {
  constructor(
    db: Database,
    private readonly cipher: ColumnCipher,
    private readonly config: KitConfig,
  ) {
    super(db, ErasureEntity, 'erasures', personEvents);
  }

  override visibleTo(by: Caller): Sql {
    if (by.is('admin')) return raw('true');
    return by.claims === null ? raw('false') : sql`person_hash = ${by.hash('erasures')}`;
  }

  /** That somebody was erased is nobody's business but of those who work for the city. */
  override visibilityOf() {
    return 'internal' as const;
  }

  override view({ id, version, status, services, createdAt, updatedAt }: Erasure): ErasureView {
    return { id, version, status, services: services.map(({ service, status: said, at }) => ({ service, status: said, at })), createdAt, updatedAt };
  }

  /** As `Caller.hash` makes it of the person's own token. */
  hashOf(person: PersonKnown): string {
    const { HASH_SECRET } = this.config;
    return new KnownPerson(person, HASH_SECRET).hash('erasures') ?? keyedHash(HASH_SECRET, 'erasures', `email ${person.emails.join()}`);
  }

  personOf({ id, person }: Erasure): PersonKnown | null {
    return person === null ? null : (JSON.parse(this.cipher.decrypt(person, place(id))) as PersonKnown);
  }

  /** The last erasure of the person. */
  async lastOf(person: PersonKnown, on: Runs = this.db): Promise<Erasure | null> {
    const [found] = await on.run<Erasure>(sql`
      select ${this.store.columns} from ${this.store.table} where person_hash = ${this.hashOf(person)} order by status = 'running' desc, created_at desc, id desc limit 1`);
    return found ?? null;
  }

  async now(id: string): Promise<Erasure | null> {
    return this.store.find(id);
  }

  /**
   * Begins to erase the person in every service, unless another erasure has begun since `seen` was the last one: however many
   * ask at once, one begins.
   *
   * @returns null where it did not begin
   */
  async begin(person: PersonKnown, seen: Erasure | null, by: Caller): Promise<Erasure | null> {
    const id = newId();
    const erasure = begun({ id, person: this.cipher.encrypt(JSON.stringify(person), place(id)), personHash: this.hashOf(person) }, by.at);
    return this.db.transaction(async (tx) => {
      await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`erasure ${erasure.personHash}`}, 0))`);
      if ((await this.lastOf(person, tx))?.id !== seen?.id) return null;
      await record({ collection: this.collection, store: this.store, before: null, next: erasure, action: 'create', by, event: null }, tx);
      await this.askAll(erasure, tx);
      return erasure;
    });
  }

  /** Has every service that is waited for asked now. */
  async askAll(erasure: Erasure, on: Runs): Promise<void> {
    for (const service of pendingOf(erasure)) await on.run(askService({ erasure: erasure.id, service, attempt: 0 }));
  }

  /**
   * Asks again what nobody asks any more, whatever became of its job, and forgets the tombstones of 24 months ago (domain,
   * "Retention": as long as what is noted of who has read and changed).
   */
  async forget(): Promise<void> {
    const running = await this.db.run<Erasure>(sql`select ${this.store.columns} from ${this.store.table} where status = 'running'`);
    for (const erasure of running) await this.askAll(erasure, this.db);
    await this.db.run(sql`
      with gone as (delete from erasure where status <> 'running' and created_at < now() - interval '24 months' returning id)
      delete from history where collection = ${this.collection} and resource in (select id::text from gone)`);
  }
}

export interface AskedService {
  erasure: string;
  service: string;
  attempt: number;
}

/**
 * The job names nobody: only the erasure. A service is asked about one person at a time, which is how it erases them: one that
 * does not come to it would else hold up all other jobs, and with them those that the other services have to do.
 */
export const askService = (asked: AskedService, runAt: string | null = null): Sql =>
  addJob(erasePersonTask, asked, { jobKey: `${erasePersonTask} ${asked.erasure} ${asked.service}`, queueName: `${erasePersonTask} ${asked.service}`, runAt });
