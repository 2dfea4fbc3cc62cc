import { ForwardOnlyMigration, Caller, Store, record, type Database, type Kept, type Stored } from '@fiksu/service';
import { EntitySchema, type QueryRunner } from 'typeorm';
import { defineEvents, type CloudEvent } from '@fiksu/contracts';
import { v7 } from 'uuid';
import { z } from 'zod';

/** The smallest thing that changes and tells of it. */
export interface Counter extends Stored {
  count: number;
}

const CounterEntity = new EntitySchema<Counter>({
  name: 'counter',
  columns: {
    id: { type: 'uuid', primary: true },
    version: { type: 'integer' },
    count: { type: 'integer' },
    createdAt: { type: 'timestamptz', name: 'created_at' },
    updatedAt: { type: 'timestamptz', name: 'updated_at' },
  },
});

class CreateCounters1764000000001 extends ForwardOnlyMigration {
  name = 'CreateCounters1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create table counter (id uuid primary key, version integer not null, count integer not null, created_at timestamptz not null, updated_at timestamptz not null)`,
    );
  }
}

export const counterKept: Kept = { entities: [CounterEntity as never], migrations: [CreateCounters1764000000001] };
export const counterStore = (db: Database): Store<Counter> => new Store(db, CounterEntity);

export const counterEvents = defineEvents({
  service: 'bench',
  noun: 'counter',
  collection: 'counters',
  state: z.object({ id: z.string(), version: z.int(), count: z.int() }),
  outline: [],
  types: { change: { type: 'fiksu.bench.counter.changed.v1', title: { en: 'A counter was changed' } } },
  example: { id: '01936a5c-8f00-7cc3-98c4-dc0c0c073995', version: 1, count: 1 },
});

export const counterEvent = ({ id, version, count }: Counter, by: Caller): CloudEvent => ({
  specversion: '1.0',
  id: v7(),
  source: '/bench/v1',
  type: 'fiksu.bench.counter.changed.v1',
  subject: `counters/${id}`,
  time: by.at,
  datacontenttype: 'application/json',
  aggregateversion: version,
  data: {
    ...{ id, version, count },
    ...{ districts: ['malmi'], title: { fi: 'Varjoa Malmin torille', en: 'Shade for Malmi square' } },
    change: { action: 'change', from: null, to: null, fields: ['/count'], by: 'coordinator' },
    visibility: 'public',
  } as CloudEvent['data'],
});

/** Makes counters, each of which one writer changes at a time. */
export async function makeCounters(db: Database, many: number): Promise<Counter[]> {
  const at = new Date().toISOString();
  const counters = Array.from({ length: many }, (): Counter => ({ id: v7(), version: 1, count: 0, createdAt: at, updatedAt: at }));
  const store = counterStore(db);
  for (const counter of counters) await record({ collection: 'counters', store, before: null, next: counter, action: 'create', by: Caller.nobody(at) }, db);
  return counters;
}

/** Changes a counter as a request does: row, history and event in one statement. Answers it as it is then, and the event's id. */
export async function countUp(db: Database, store: Store<Counter>, before: Counter): Promise<{ counter: Counter; event: string }> {
  const by = Caller.nobody(new Date().toISOString());
  const counter = { ...before, version: before.version + 1, count: before.count + 1, updatedAt: by.at };
  const event = counterEvent(counter, by);
  await record({ collection: 'counters', store, before, next: counter, action: 'change', by, event }, db);
  db.announceRecorded();
  return { counter, event: event.id };
}
