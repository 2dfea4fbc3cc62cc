import { isId, type EventFamily, type LocalisedText, type Visibility } from '@fiksu/contracts';
import type { EntityTarget } from 'typeorm';
import type { Caller } from '../access/caller.ts';
import { any, join, raw, sql, Store, type Database, type Runs, type Sql, type Stored } from '@fiksu/database';
import { countBy, readPage, type Counts, type Page } from '../listing/read-list.ts';
import type { Listing, ListQuery } from '../listing/listing.ts';
import { DomainError, invalid, notFound } from '../problems/domain-error.ts';
import { eventOf } from './event-of.ts';
import { readHistory, type History } from './history.ts';
import { recordCreations } from './record-creations.ts';
import { record, type Change } from './record.ts';

/** Words that stand where an id would: a thing of this name could never be read. */
const addressesOfCollections = ['counts', 'export', 'imports', 'batch', 'duplicates'];

/** A member that no two resources may have in common: one of a unique index. */
export interface Key<Row> {
  /** The name of the unique index, which decides a race. */
  constraint: string;
  /** Where the member stands in a body. */
  pointer: string;
  /** The rows with the same one; none where this row has none. */
  where: (row: Row) => Sql;
}

/** What an action makes of a resource: the word of the contract, and the pure rule. */
export interface Action<Row> {
  action: string;
  reason?: LocalisedText | null;
  decide: (before: Row) => Row | Promise<Row>;
  /** Members that the answer has beside the view, asked for after `decide`. */
  beside?: () => object;
}

/**
 * The resources of one collection, as one caller sees them and may change them. The order of
 * refusals is that of the contract (G5) for every action, because it stands here once:
 * 428 · 404 · 403 · 412 · then what `decide` refuses (409, 422).
 */
export abstract class Repository<Row extends Stored, View extends object> {
  readonly store: Store<Row>;

  /**
   * @param collection the word in the path and in history: `needs`
   * @param events what is told of a change; every action has to be among them
   */
  constructor(
    protected readonly db: Database,
    entity: EntityTarget<Row>,
    readonly collection: string,
    private readonly events: EventFamily | null = null,
  ) {
    this.store = new Store(db, entity);
  }

  /** One thing of the collection, as others are told of it: `need`. */
  get noun(): string {
    return this.events?.noun ?? this.collection;
  }

  /** A row as it is to be kept, where it names what goes by another name by now: set by `OrganisationReferences`. */
  settle: (before: Row | null, next: Row, on: Runs) => Promise<Row> = async (_before, next) => next;

  /** Who may read what an event tells of a row: everybody, unless a collection says otherwise. */
  visibilityOf(_row: Row): Visibility {
    return 'public';
  }

  /** The rows that this caller may see. The same condition serves one, lists, counts and changes. */
  abstract visibleTo(by: Caller): Sql;

  /** What this caller reads of a row that it may see. */
  abstract view(row: Row, by: Caller): View | Promise<View>;

  /** Views of many rows; overridden where a view needs more than its row, so that a list makes no query a row. */
  views(rows: Row[], by: Caller): Promise<View[]> {
    return Promise.all(rows.map((row) => this.view(row, by)));
  }

  /** @throws DomainError Forbidden (403) where the caller sees the row, but may not change it */
  mayChange(_row: Row, _by: Caller): void {
    // By default the rule of the route is all there is.
  }

  /** Ids are UUIDs unless a collection has slugs. What is neither is not looked up: 404 (G18). */
  protected isId(id: string): boolean {
    return isId(id);
  }

  /** @throws DomainError NotFound (404) for what is absent and, with the same statement, for what may not be seen */
  async get(id: string, by: Caller, on: Runs = this.db): Promise<Row> {
    const row = this.isId(id) ? await this.store.find(id, this.visibleTo(by), on) : null;
    if (!row) throw notFound();
    return row;
  }

  async read(id: string, by: Caller): Promise<View> {
    return this.view(await this.get(id, by), by);
  }

  async list(listing: Listing, query: ListQuery, by: Caller): Promise<Page<View>> {
    const page = await readPage<Row>(this.db, {
      from: this.store.table,
      columns: this.store.columns,
      visible: this.visibleTo(by),
      listing,
      query,
      ids: this.idsOf(query),
    });
    return { ...page, data: await this.views(page.data, by) };
  }

  counts(listing: Listing, query: ListQuery, by: Caller): Promise<Counts> {
    return countBy(this.db, { from: this.store.table, visible: this.visibleTo(by), listing, query, ids: this.idsOf(query) });
  }

  async history(id: string, by: Caller): Promise<History> {
    const { id: resource } = await this.get(id, by);
    return readHistory(this.db, this.collection, [resource], by);
  }

  /** What is to be added under a name that its sender chose: all that is refused before the rules of the domain are asked. */
  async toCreate(row: Row, by: Caller): Promise<void> {
    this.mayChange(row, by);
    if ((await this.existing([row.id])).size > 0) throw await this.taken(row.id, by);
    if (addressesOfCollections.includes(row.id)) throw invalid([{ pointer: '/id', detail: 'Is an address of the collection itself' }]);
  }

  /** Adds a resource and answers its view, with the members that stand beside it. */
  async create(row: Row, by: Caller, beside: object = {}, on: Runs = this.db): Promise<View> {
    this.mayChange(row, by);
    const next = await this.settle(null, row, on);
    const body = { ...(await this.view(this.store.asKept(next), by)), ...beside };
    await this.write({ before: null, next, action: 'create', by, answer: { status: 201, body } }, on);
    return body;
  }

  /** Adds a resource along with others of the same transaction: written down, not answered. */
  async addBeside(row: Row, by: Caller, on: Runs): Promise<void> {
    await this.write({ before: null, next: await this.settle(null, row, on), action: 'create', by }, on);
  }

  /** Adds many resources at once, of one transaction: written down, not answered. */
  async addManyBeside(rows: readonly Row[], by: Caller, on: Runs): Promise<void> {
    const { events } = this;
    const settled: Row[] = [];
    // One after the other: a transaction has one connection, which says one thing at a time.
    for (const row of rows) settled.push(await this.settle(null, row, on));
    const told = settled.map((next) => {
      const happened = { before: null, next, action: 'create', by, visibilityOf: (row: Row) => this.visibilityOf(row) };
      return { row: next, event: events && eventOf(events, happened) };
    });
    await recordCreations({ collection: this.collection, store: this.store, rows: told, by }, on);
    if (events) on.afterCommit(() => this.db.announceRecorded());
  }

  /** What is to be changed, in the version that the caller has read: all that is refused before the rules of the domain are asked. */
  async toChange(id: string, by: Caller, on: Runs = this.db): Promise<Row> {
    by.requireMatch();
    const before = await this.get(id, by, on);
    this.mayChange(before, by);
    by.match(before.version);
    return before;
  }

  /** Carries out an action. A change of nothing keeps version and ETag (G12). */
  async change(id: string, by: Caller, action: Action<Row>, on: Runs = this.db): Promise<View> {
    const before = await this.toChange(id, by, on);
    const next = await action.decide(before);
    if (!this.store.differs(before, next)) return { ...(await this.view(before, by)), ...action.beside?.() };
    this.mayChange(next, by);
    return this.save(before, next, by, action, on);
  }

  /** Removes a resource in the version that the caller has read (G11). */
  async remove(id: string, by: Caller, check: (before: Row) => void | Promise<void> = () => undefined, on: Runs = this.db): Promise<void> {
    const before = await this.toChange(id, by, on);
    await check(before);
    await this.write({ before, next: null, action: 'delete', by }, on);
  }

  /** The last step of a change: the next version, written down with its history and the answer. */
  async save(before: Row, next: Row, by: Caller, action: Omit<Action<Row>, 'decide'>, on: Runs = this.db): Promise<View> {
    const saved = this.store.asKept(this.nextVersion(before, await this.settle(before, next, on), by));
    const body = { ...(await this.view(saved, by)), ...action.beside?.() };
    await this.write({ before, next: saved, ...pick(action), by, answer: { status: 200, body } }, on);
    return body;
  }

  /** A change that comes along with another one of the same transaction: written down, not answered. */
  async saveBeside(before: Row, next: Row, by: Caller, action: Pick<Action<Row>, 'action' | 'reason'>, on: Runs): Promise<void> {
    await this.write({ before, next: this.nextVersion(before, await this.settle(before, next, on), by), ...pick(action), by }, on);
  }

  /** Which of these ids there are, whoever asks: for references inside the service. */
  async existing(ids: readonly string[]): Promise<Set<string>> {
    const known = ids.filter((id) => this.isId(id));
    if (known.length === 0) return new Set();
    const rows = await this.db.run<{ id: string }>(sql`select id from ${this.store.table} where id = any(${known})`);
    return new Set(rows.map((row) => row.id));
  }

  /** The members beside the id that no two rows have in common. */
  protected keys(): Key<Row>[] {
    return [];
  }

  /** Of which rows this caller is told that they have a key: of those that it may see, unless a collection masks keys. */
  protected tellsOf(by: Caller): Sql {
    return this.visibleTo(by);
  }

  /** What a reference that leads nowhere, or a removal that would leave one, is refused with; null where that is a bug. */
  protected refusalOf(_constraint: string, _change: { before: Row | null; next: Row | null }): DomainError | null {
    return null;
  }

  /**
   * Refuses a row whose keys others have, before the rules of the domain are asked (G5). It may be taken a moment later:
   * then the unique index decides, and whoever loses is refused in the same words.
   *
   * @throws DomainError Conflict (409) `already-exists`, with a pointer for each key and the id of whoever has the first
   */
  async requireFree(row: Row, by: Caller, on: Runs = this.db): Promise<void> {
    const keys = this.keys().map(({ pointer, where }) => ({ pointer, where: where(row) }));
    if (keys.length === 0) return;
    const held = join(
      keys.map(({ where, pointer }) => sql`case when ${where} then ${pointer}::text end`),
      ', ',
    );
    const others = await on.run<{ id: string; told: boolean; pointers: string[] }>(sql`
      select id, (${this.tellsOf(by)}) as told, array_remove(array[${held}], null) as pointers from ${this.store.table}
      where id <> ${row.id} and (${any(keys.map(({ where }) => where))}) order by id limit ${keys.length}`);
    if (others.length === 0) return;
    const taken = keys.map(({ pointer }) => pointer).filter((pointer) => others.some(({ pointers }) => pointers.includes(pointer)));
    throw alreadyExists(taken, others.find(({ told }) => told)?.id);
  }

  /** Writes down; where somebody else was first with the same key, that is a conflict (409). */
  protected async write(change: Omit<Change<Row>, 'collection' | 'store'>, on: Runs = this.db): Promise<void> {
    try {
      const event = this.events && eventOf(this.events, { ...change, visibilityOf: (row) => this.visibilityOf(row) });
      await record({ collection: this.collection, store: this.store, ...change, event }, on);
      if (event) on.afterCommit(() => this.db.announceRecorded());
    } catch (error) {
      const { code, table, constraint = '' } = error as { code?: string; table?: string; constraint?: string };
      if (code === '23503') throw this.refusalOf(constraint, change) ?? error;
      if (code !== '23505' || constraint === 'idempotency_pkey') throw error;
      if (change.next && constraint === `${table}_pkey`) throw await this.taken(change.next.id, change.by);
      const key = this.keys().find((one) => one.constraint === constraint);
      // Inside a transaction nobody can be asked any more, and another connection might never come.
      if (key && on !== this.db) throw alreadyExists([key.pointer]);
      if (key && change.next) await this.requireFree(change.next, change.by);
      throw new DomainError('Conflict', 'already-exists', 'There is another one with the same key');
    }
  }

  /** The refusal of an id that is taken; it names the existing one to those who may see it (G18). */
  private async taken(id: string, by: Caller): Promise<DomainError> {
    return alreadyExists(['/id'], (await this.store.find(id, this.visibleTo(by))) === null ? undefined : id);
  }

  private idsOf(query: ListQuery): string[] | null {
    return query.ids.length > 0 ? query.ids.filter((id) => this.isId(id)) : null;
  }

  private nextVersion(before: Row, next: Row, by: Caller): Row {
    return { ...next, version: before.version + 1, updatedAt: by.at };
  }
}

const pick = <Row>({ action, reason }: Pick<Action<Row>, 'action' | 'reason'>) => ({ action, reason: reason ?? null });

/** @param existing named to those who may see it (G18) */
const alreadyExists = (pointers: string[], existing?: string) =>
  new DomainError('Conflict', 'already-exists', 'There is one already', {
    ...(existing === undefined ? {} : { existing }),
    errors: pointers.map((pointer) => ({ pointer, detail: 'Taken' })),
  });

/** Everybody sees everything: the condition of collections that are always public (G7). */
export const everything: Sql = raw('true');
