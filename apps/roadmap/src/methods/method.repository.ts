import { methodEvents } from '@fiksu/contracts';
import {
  inUse,
  searchIn,
  Database,
  DomainError,
  Repository,
  defineListing,
  notFound,
  oneOf,
  raw,
  sql,
  type Caller,
  type Filter,
  type History,
  type Listing,
  type ListQuery,
  type Runs,
  type Sql,
} from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { MethodEntity } from './method.entity.ts';
import { ACTIONS, METHOD_STATUSES, editionOf, isPublic, workingCard, type Card, type Edition, type Method } from './method.ts';
import type { EditionView, MethodView } from './methods.schema.ts';

export const methodListing = defineListing({
  filters: { status: oneOf(z.enum(METHOD_STATUSES), raw('status')) },
  sorts: { publishedAt: { column: raw(`coalesce(published_at, 'infinity')`), type: 'timestamptz' } },
  search: searchIn(raw('name'), raw('summary')),
});

/** Who works on a method searches what the next edition is to say, as that is what they read of it. */
const searchInWork = searchIn(raw(`coalesce(draft -> 'name', name)`), raw(`coalesce(draft -> 'summary', summary)`));

const published = sql`status = 'published'`;
const onlyPublished: Filter = { value: z.string(), where: () => published };

/** Coordinators read what they are at work on, all others what the last edition says. */
const works = (by: Caller): boolean => by.is('admin', 'coordinator');

/** Of a method that is not published, a platform reads what events carry (G7, G22). */
@Injectable()
export class MethodRepository extends Repository<Method, MethodView> {
  constructor(db: Database) {
    super(db, MethodEntity, 'methods', methodEvents);
  }

  /** Methods are public once they are published (G7); they belong to no district. */
  override visibleTo(by: Caller): Sql {
    return by.is('admin', 'coordinator', 'platform') ? raw('true') : published;
  }

  override visibilityOf(method: Method) {
    return isPublic(method) ? 'public' : 'internal';
  }

  override view(method: Method, by: Caller): MethodView {
    const { id, version, status, edition, publishedAt, createdAt, updatedAt, draft, ...card } = method;
    const known = { id, version, status, actions: works(by) ? [...ACTIONS] : [], edition, publishedAt, createdAt, updatedAt };
    if (works(by)) return { ...known, ...workingCard(method), unpublishedChanges: !isPublic(method) || draft !== null };
    return isPublic(method) ? { ...known, ...card } : known;
  }

  override list(listing: Listing, query: ListQuery, by: Caller) {
    return super.list(searched(listing, by), withoutGuesses(query, by), by);
  }

  override counts(listing: Listing, query: ListQuery, by: Caller) {
    return super.counts(searched(listing, by), withoutGuesses(query, by), by);
  }

  override async history(id: string, by: Caller): Promise<History> {
    const history = await super.history(id, by);
    if (!by.readsAsEvents || isPublic(await this.get(id, by))) return history;
    return { data: history.data.map((entry) => ({ ...entry, reason: null })) };
  }

  /** Keeps what was published at this moment; there is no way to change it. */
  async keepEdition(method: Method, now: string, tx: Runs): Promise<void> {
    const { method: id, edition, publishedAt, ...card } = editionOf(method, now);
    await tx.run(sql`insert into method_edition (method, edition, published_at, card) values (${id}, ${edition}, ${publishedAt}, ${JSON.stringify(card)})`);
  }

  /** All editions of a method, the first one first. @throws DomainError NotFound (404) for a method that the caller may not see */
  async editions(id: string, by: Caller): Promise<EditionView[]> {
    const { id: method } = await this.get(id, by);
    const rows = await this.db.run<EditionRow>(
      sql`select edition, published_at as "publishedAt", card from method_edition where method = ${method} order by edition`,
    );
    return rows.map(({ card, ...row }) => ({ method, ...row, ...card }));
  }

  /** One edition. @throws DomainError NotFound (404) for a method that the caller may not see, and where it has no such edition */
  async edition(id: string, number: string, by: Caller): Promise<EditionView> {
    const { id: method } = await this.get(id, by);
    const found = numberPattern.test(number) ? await this.findEdition(method, Number(number)) : null;
    if (!found) throw notFound();
    return found;
  }

  /** An edition of a published method, whoever asks: for references inside the service. Without a number, the last one. */
  async findEdition(method: string, number: number | null): Promise<Edition | null> {
    const which = number === null ? raw('true') : sql`edition = ${number}`;
    const [row] = await this.db.run<EditionRow>(sql`
      select edition, published_at as "publishedAt", card from method_edition where method = ${method} and ${which} order by edition desc limit 1`);
    return row ? { method, edition: row.edition, publishedAt: row.publishedAt, ...row.card } : null;
  }

  async refuseInUse(method: string): Promise<void> {
    const rows = await this.db.run<{ user: string }>(sql`select 'sessions/' || id as user from session where method = ${method} order by id limit ${usersMax}`);
    if (rows.length > 0) throw inUse(rows.map(({ user }) => user));
  }

  /** A session was planned by it a moment ago. */
  protected override refusalOf(constraint: string, { next }: { next: Method | null }): DomainError | null {
    return constraint === 'session_edition' && next === null ? inUse(['sessions']) : null;
  }
}

interface EditionRow {
  edition: number;
  publishedAt: string;
  card: Card;
}

const usersMax = 20;
const numberPattern = /^[1-9]\d{0,8}$/;

const searched = (listing: Listing, by: Caller): Listing => (works(by) ? { ...listing, search: searchInWork } : listing);

/** A platform that searches in what it may not read searches what is published alone: a hit would tell it. */
function withoutGuesses(query: ListQuery, by: Caller): ListQuery {
  return by.readsAsEvents && query.q !== null ? { ...query, filters: [...query.filters, [onlyPublished, []]] } : query;
}
