import { Id, Slug, isId, sessionEvents } from '@fiksu/contracts';
import {
  searchIn,
  Attachables,
  Database,
  DomainError,
  OrganisationReferences,
  Repository,
  any,
  defineListing,
  equals,
  forbidden,
  includes,
  invalid,
  oneOf,
  organisation,
  raw,
  sameOrganisations,
  sql,
  type Caller,
  type Filter,
  type Listing,
  type ListQuery,
  type Runs,
  type Sql,
} from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { participantsOf } from './record.ts';
import { SessionEntity } from './session.entity.ts';
import { SESSION_STATUSES, allowedIn, isPublic, type Note, type Session } from './session.ts';
import type { SessionView } from './sessions.schema.ts';

export const sessionListing = defineListing({
  filters: {
    status: oneOf(z.enum(SESSION_STATUSES), raw('status')),
    district: includes(Slug, raw('districts')),
    theme: includes(Slug, raw('themes')),
    method: equals(Id, raw('method')),
    variant: equals(Slug, raw('variant')),
    need: { value: Id, where: (values) => sql`needs && ${values}::uuid[]`, countBy: raw('unnest(needs)::text') },
    facilitator: organisation(raw('facilitator')),
    outcome: {
      value: Id,
      where: (values) => any(values.map((id) => sql`outcomes @> ${JSON.stringify([{ id }])}::jsonb`)),
      description: 'A need or an item that came of it',
    },
  },
  sorts: { startsAt: { column: raw('starts_at'), type: 'timestamptz' } },
  search: searchIn(raw('title'), raw('description')),
});

const closed = sql`status = 'closed'`;
const onlyClosed: Filter = { value: z.string(), where: () => closed };
const { status, district, theme } = sessionListing.filters;
const filtersOfEvents = [status, district, theme];

/** Of a session that is not closed, a platform reads what events carry (G7, G22). */
/** The organisation for which a partner acts, where its issuer knows it by the platform's id. */
const organisationOf = (by: Caller): string | null => {
  const org = by.claims?.org ?? '';
  return by.is('partner') && isId(org) ? org.toLowerCase() : null;
};

@Injectable()
export class SessionRepository extends Repository<Session, SessionView> {
  constructor(db: Database, attachables: Attachables, references: OrganisationReferences) {
    super(db, SessionEntity, 'sessions', sessionEvents);
    attachables.add({ table: raw('session'), visibleTo: (by) => this.wordsVisibleTo(by) });
    references.add(this, ['facilitator', 'participants']);
  }

  /** Everybody sees what is closed; before that coordinators, within their districts, platforms, and whose partners lead it (G7, G8). */
  override visibleTo(by: Caller): Sql {
    return by.is('platform') ? raw('true') : any([closed, this.ledBy(by)]);
  }

  /** The sessions of which this caller reads what people wrote. */
  wordsVisibleTo(by: Caller): Sql {
    return by.readsAsEvents ? closed : this.visibleTo(by);
  }

  /** The sessions that this caller leads, or could: what is said there is for them (domain page, "Roles"). */
  ledBy(by: Caller): Sql {
    if (by.is('admin')) return raw('true');
    const within = by.limits ? sql`districts && ${by.limits}::text[]` : raw('true');
    return any([...(by.is('coordinator') ? [within] : []), this.facilitatedBy(by)]);
  }

  private facilitatedBy(by: Caller): Sql {
    const org = organisationOf(by);
    return org === null ? raw('false') : sql`facilitator = any(${sameOrganisations([org])})`;
  }

  override visibilityOf(session: Session) {
    return isPublic(session) ? 'public' : 'internal';
  }

  override view(session: Session, by: Caller): SessionView {
    const { id, version, districts, themes, createdAt, updatedAt } = session;
    const known = { id, version, status: session.status, actions: actionsOf(session, by), districts, themes, createdAt, updatedAt };
    if (by.readsAsEvents && !isPublic(session)) return known;
    const { linked: _, ...open } = session;
    return { ...open, ...known, participants: participantsOf(session.participants) };
  }

  override async read(id: string, by: Caller): Promise<SessionView> {
    const session = await this.get(id, by);
    return { ...this.view(session, by), ...(await this.notesFor(session, by)) };
  }

  /** What was said at a session, for those who lead it: a member of what they read of it alone. */
  async notesFor({ id }: Pick<Session, 'id'>, by: Caller, on: Runs = this.db): Promise<{ notes?: Note[] }> {
    if (!by.is('admin', 'coordinator', 'partner') || !(await this.store.find(id, this.ledBy(by), on))) return {};
    return { notes: await on.run<Note>(sql`select id, phase, text, at from session_note where session = ${id} order by place`) };
  }

  /** @throws DomainError Forbidden (403) for a partner that does not lead it, and for a coordinator of other districts */
  async requireLead(session: Session, by: Caller): Promise<void> {
    if (organisationOf(by) !== null && (await this.store.find(session.id, this.facilitatedBy(by)))) return;
    if (!by.is('admin', 'coordinator')) throw forbidden('Others lead this session');
    this.mayChange(session, by);
  }

  override mayChange({ districts }: Pick<Session, 'districts'>, by: Caller): void {
    by.requireWithin(districts);
  }

  async addNotes({ id }: Pick<Session, 'id'>, notes: readonly Note[], tx: Runs): Promise<void> {
    if (notes.length === 0) return;
    await tx.run(sql`
      insert into session_note (session, id, phase, text, at)
      select ${id}, id, phase, text, at from json_populate_recordset(null::session_note, ${JSON.stringify(notes)}::json)`);
  }

  /** Which of these are notes of the session, and how much it has of them. */
  async notesKnown({ id }: Pick<Session, 'id'>, named: readonly string[], tx: Runs): Promise<{ ids: Set<string>; count: number; bytes: number }> {
    const [known] = await tx.run<{ ids: string[]; count: number; bytes: number }>(sql`
      select coalesce(array_agg(id) filter (where id = any(${named}::uuid[])), '{}') as ids, count(*)::integer as count,
        coalesce(sum(octet_length(text::text)), 0)::integer as bytes
      from session_note where session = ${id}`);
    return { ids: new Set(known?.ids), count: known?.count ?? 0, bytes: known?.bytes ?? 0 };
  }

  /** What would be left alone by a removal: what came of the session, needs that say they are from it, and those that it addressed. */
  async usersOf({ id, outcomes }: Session): Promise<string[]> {
    const answer = JSON.stringify({ links: [{ kind: 'session', id }] });
    const needs = await this.db.run<{ id: string }>(sql`
      select id from need where session = ${id} or addressed @> ${answer}::jsonb order by id limit ${usersMax}`);
    return [...new Set([...outcomes.map((outcome) => `${outcome.kind}s/${outcome.id}`), ...needs.map((need) => `needs/${need.id}`)])].slice(0, usersMax);
  }

  override list(listing: Listing, query: ListQuery, by: Caller) {
    return super.list(listing, withoutGuesses(query, by), by);
  }

  override counts(listing: Listing, query: ListQuery, by: Caller) {
    return super.counts(listing, withoutGuesses(query, by), by);
  }

  /** The method was removed a moment ago. */
  protected override refusalOf(constraint: string, { next }: { next: Session | null }): DomainError | null {
    return constraint === 'session_edition' && next ? invalid([{ pointer: '/method', detail: 'There is no such method' }]) : null;
  }
}

const usersMax = 20;

/** What this caller may do now: by state and role alone (G26b). */
function actionsOf(session: Session, by: Caller): string[] {
  const allowed = allowedIn(session.status);
  if (by.is('admin', 'coordinator')) return allowed;
  const leads = session.facilitator !== null && session.facilitator === organisationOf(by);
  return leads ? allowed.filter((action) => action === 'record') : [];
}

/** A platform that searches or sorts by what it may not read searches what is closed alone: a hit would tell it. */
function withoutGuesses(query: ListQuery, by: Caller): ListQuery {
  const asked = [...query.filters.map(([filter]) => filter), ...(query.by === null ? [] : [sessionListing.filters[query.by]])];
  const guesses = query.q !== null || query.sort.field === 'startsAt' || asked.some((filter) => !filtersOfEvents.includes(filter));
  return by.readsAsEvents && guesses ? { ...query, filters: [...query.filters, [onlyClosed, []]] } : query;
}
