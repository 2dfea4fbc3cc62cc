import { defineEvents, type CloudEvent } from '@fiksu/contracts';
import { Caller, Database, ForwardOnlyMigration, Store, createDataSource, newId, record, type Kept, type Stored } from '@fiksu/service';
import { EntitySchema, type QueryRunner } from 'typeorm';
import { z } from 'zod';

/** An account whose every change moves some cents, and tells how many and what is there now. */
export interface Account extends Stored {
  balance: number;
}

const title = { en: 'Cents were moved' };
export const accountEvents = defineEvents({
  service: 'bank',
  noun: 'account',
  collection: 'accounts',
  state: z.object({ id: z.string(), version: z.int(), balance: z.int(), moved: z.int() }),
  outline: [],
  types: { create: { type: 'fiksu.bank.account.created.v1', title }, change: { type: 'fiksu.bank.account.changed.v1', title } },
  example: { id: '01936a5c-8f00-7cc3-98c4-dc0c0c073995', version: 2, balance: 40, moved: -2 },
});

const AccountEntity = new EntitySchema<Account>({
  name: 'account',
  columns: {
    id: { type: 'uuid', primary: true },
    version: { type: 'integer' },
    balance: { type: 'integer' },
    createdAt: { type: 'timestamptz', name: 'created_at' },
    updatedAt: { type: 'timestamptz', name: 'updated_at' },
  },
});

class CreateAccounts1764000000001 extends ForwardOnlyMigration {
  name = 'CreateAccounts1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create table account (id uuid primary key, version integer not null, balance integer not null, created_at timestamptz not null, updated_at timestamptz not null)`,
    );
  }
}

export const bankKept: Kept = { entities: [AccountEntity as never], migrations: [CreateAccounts1764000000001] };

export const open = async (url: string, kept: Kept, name: string): Promise<Database> =>
  new Database(await createDataSource(kept, { url, poolMax: 6, applicationName: name }).initialize());

export const accountStore = (db: Database): Store<Account> => new Store(db, AccountEntity);

/** Moves cents, as a service of the platform would change a row: `before: null` opens an account with nothing in it. */
export async function move(db: Database, store: Store<Account>, before: Account | null, moved: number): Promise<void> {
  const by = Caller.nobody(new Date().toISOString());
  const account: Account = before
    ? { ...before, version: before.version + 1, balance: before.balance + moved, updatedAt: by.at }
    : { id: newId(), version: 1, balance: moved, createdAt: by.at, updatedAt: by.at };
  const action = before ? 'change' : 'create';
  await record({ collection: 'accounts', store, before, next: account, action, by, event: eventOf(account, action, moved, by) }, db);
  db.announceRecorded();
}

function eventOf({ id, version, balance }: Account, action: 'create' | 'change', moved: number, by: Caller): CloudEvent {
  const data = { id, version, balance, moved, change: { action, from: null, to: null, fields: ['/balance'], by: 'rule' }, visibility: 'public' as const };
  return {
    specversion: '1.0',
    id: newId(),
    source: '/bank/v1',
    type: accountEvents.types[action]?.type as string,
    subject: `accounts/${id}`,
    time: by.at,
    datacontenttype: 'application/json',
    aggregateversion: version,
    data,
  };
}
