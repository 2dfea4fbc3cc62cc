import { counterEvents } from './counter.ts';
import { ForwardOnlyMigration, Reaction, sql, type Kept, type Runs } from '@fiksu/service';
import type { CloudEvent } from '@fiksu/contracts';
import type { QueryRunner } from 'typeorm';

class CreateCounts1764000000001 extends ForwardOnlyMigration {
  name = 'CreateCounts1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table counted (id uuid primary key, version integer not null, count integer not null)`);
  }
}

export const countedKept: Kept = { entities: [], migrations: [CreateCounts1764000000001] };

/** A projection as most are: the state of each aggregate, kept where it is newer. */
export class ProjectCounters extends Reaction {
  readonly name = 'counters';
  readonly listensTo = [counterEvents];
  handled = 0;
  private readonly heard: (events: readonly CloudEvent[]) => void;

  constructor(heard: (events: readonly CloudEvent[]) => void = () => undefined) {
    super();
    this.heard = heard;
  }

  async handle(events: readonly CloudEvent[], tx: Runs): Promise<void> {
    this.heard(events);
    const newest = new Map(events.map(({ data }) => [data.id, data]));
    await tx.run(sql`
      insert into counted (id, version, count)
      select id, version, count from jsonb_to_recordset(${JSON.stringify([...newest.values()])}::jsonb) row(id uuid, version integer, count integer)
      on conflict (id) do update set version = excluded.version, count = excluded.count where excluded.version > counted.version`);
    this.handled += events.length;
  }
}
