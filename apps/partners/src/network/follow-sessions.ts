import { sessionEvents, type CloudEvent, type SessionEvent } from '@fiksu/contracts';
import { Projection, raw, sql, type Runs, type Sql } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import type { Party } from './network.ts';

/**
 * Keeps which organisations took part in which sessions of the roadmap, from its events: a session counts once it is closed,
 * and what is told of it in the wrong order changes nothing.
 */
@Injectable()
export class FollowSessions extends Projection {
  readonly name = 'network-sessions';
  readonly listensTo = [sessionEvents];

  /** Of `network_session`: what the network reads. */
  readonly columns = raw('id, title, districts, themes, starts_at, ends_at, parties');

  get isLive(): Sql {
    return sql`generation = ${this.live}`;
  }

  async handle(events: readonly CloudEvent[], tx: Runs, generation: number): Promise<void> {
    for (const event of events)
      await tx.run(sql`
        insert into network_session (generation, id, version, title, districts, themes, starts_at, ends_at, parties)
        select ${generation}, id, version, title, districts, themes, starts_at, ends_at, parties
        from jsonb_to_record(${JSON.stringify(rowOf(event))}::jsonb) row(id uuid, version bigint, title jsonb, districts text[], themes text[],
          starts_at timestamptz, ends_at timestamptz, parties jsonb)
        on conflict (generation, id) do update set version = excluded.version, title = excluded.title, districts = excluded.districts,
          themes = excluded.themes, starts_at = excluded.starts_at, ends_at = excluded.ends_at, parties = excluded.parties
        where excluded.version > network_session.version`);
  }

  override async forget(generation: number, tx: Runs): Promise<void> {
    await tx.run(sql`delete from network_session where generation = ${generation}`);
  }
}

/** A session that is not closed, or is no more, joins nobody; its row stays, so that what comes late finds the later version. */
function rowOf(event: CloudEvent) {
  const none = { title: {}, districts: [], themes: [], starts_at: event.time, ends_at: event.time, parties: [] };
  if (event.type === sessionEvents.types.delete?.type) return { ...none, id: event.data.id, version: event.data.version };
  const { data } = sessionEvents.event.parse(event);
  const { id, version, title, districts, themes, startsAt, endsAt } = data;
  if (data.status !== 'closed' || !title || !startsAt || !endsAt) return { ...none, id, version };
  return { id, version, title, districts, themes, starts_at: startsAt, ends_at: endsAt, parties: partiesOf(data) };
}

/** Whose partners led it, and who sent people. */
function partiesOf({ facilitator, participants = [] }: SessionEvent['data']): Party[] {
  const leads = facilitator ? [{ organisation: facilitator, role: 'facilitator' }] : [];
  const took = participants.flatMap(({ organisation, count }) => (organisation !== null && count > 0 ? [organisation] : []));
  return [...leads, ...[...new Set(took)].map((organisation) => ({ organisation, role: 'participant' }))];
}
