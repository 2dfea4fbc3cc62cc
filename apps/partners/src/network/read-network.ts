import { Database, all, join, raw, sql, type Caller, type Sql } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import type { Organisation } from '../organisations/organisation.ts';
import { OrganisationRepository } from '../organisations/organisation.repository.ts';
import { FollowSessions } from './follow-sessions.ts';
import { degreesOf, edgesOf, type SharedThing } from './network.ts';
import type { NetworkView } from './network.schema.ts';

interface Asked {
  /** Slugs; an empty list asks for all. */
  district: string[];
  theme: string[];
  /** A day: `2026-01-01`. */
  since: string | null;
}

/** The heaviest ones: more than these are no picture that anybody sees, and no answer that a client takes. */
const edgesMax = 2_000;

const heldGatherings = raw(`
  select 'gathering', id, title, districts, themes, starts_at, ends_at, (
    select jsonb_agg(jsonb_build_object('organisation', organisation, 'role', 'participant')) from unnest(organisations) organisation)
  from gathering where status = 'held' and organisations <> '{}'`);

/**
 * Reads who has worked with whom: from the gatherings that are kept here, and from what the roadmap has told of sessions.
 * An organisation that has become part of another stands there under the id that it has now.
 */
@Injectable()
export class ReadNetwork {
  constructor(
    private readonly db: Database,
    private readonly organisations: OrganisationRepository,
    private readonly sessions: FollowSessions,
  ) {}

  async execute(asked: Asked, by: Caller): Promise<NetworkView> {
    const things = await this.thingsOf(asked);
    const known = await this.organisationsOf([...new Set(things.flatMap(({ parties }) => parties.map(({ organisation }) => organisation)))]);
    const edges = edgesOf(things, new Set(known.keys()));
    const nodes = [...degreesOf(edges)].flatMap(([id, degree]) => {
      const organisation = known.get(id);
      if (!organisation) return [];
      const { name, kind } = this.organisations.view(organisation, by);
      return [{ id, name, kind, degree }];
    });
    const complete = edges.length <= edgesMax && edges.every(({ weight, shared }) => weight === shared.length);
    return { nodes: nodes.sort((a, b) => b.degree - a.degree || (a.id < b.id ? -1 : 1)), edges: edges.slice(0, edgesMax), complete, asOf: by.at };
  }

  /** What organisations took part in, by the ids that they have now. */
  private thingsOf({ district, theme, since }: Asked): Promise<SharedThing[]> {
    const sources = [sql`select 'session' as kind, ${this.sessions.columns} from network_session where ${this.sessions.isLive}`, heldGatherings];
    const conditions: Sql[] = [
      district.length > 0 ? sql`districts && ${district}::text[]` : raw('true'),
      theme.length > 0 ? sql`themes && ${theme}::text[]` : raw('true'),
      since === null ? raw('true') : sql`(ends_at at time zone 'Europe/Helsinki')::date >= ${since}::date`,
    ];
    return this.db.run<SharedThing>(sql`
      select kind, id, title, (starts_at at time zone 'Europe/Helsinki')::date::text as "from", (ends_at at time zone 'Europe/Helsinki')::date::text as "to", (
        select coalesce(jsonb_agg(jsonb_build_object('organisation', coalesce(survivor, organisation), 'role', role) order by place), '[]')
        from rows from (jsonb_to_recordset(parties) as (organisation uuid, role text)) with ordinality party(organisation, role, place)
        left join merged_organisation on old = organisation) as parties
      from (${join(sources, ' union all ')}) thing where ${all(conditions)}`);
  }

  private async organisationsOf(ids: readonly string[]): Promise<Map<string, Organisation>> {
    const { table, columns } = this.organisations.store;
    const found = await this.db.run<Organisation>(sql`select ${columns} from ${table} where id = any(${ids}::uuid[])`);
    return new Map(found.map((organisation) => [organisation.id, organisation]));
  }
}
