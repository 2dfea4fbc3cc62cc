import { randomBytes } from 'node:crypto';
import { provisionService, type ServiceDatabase } from '@fiksu/embedded';
import { createDataSource, migrate, missingMigrations } from '@fiksu/database';
import { notesService } from '../../test/notes-service.ts';
import { secondSession } from '@fiksu/testing';
import { wholeKept } from './whole-kept.ts';

const superuserUrl = process.env.FIKSU_TEST_POSTGRES_URL as string;
const passwords = { service: 'for-tests-only', owner: 'for-owners-only' };
const kept = wholeKept(notesService.kept);
const run = randomBytes(4).toString('hex');
const [one, other] = [`one_${run}`, `other_${run}`];
let own: ServiceDatabase;
let theirs: ServiceDatabase;

beforeAll(async () => {
  own = await provisionService(superuserUrl, one, passwords);
  theirs = await provisionService(superuserUrl, other, passwords);
  await migrate(kept, own.migrationUrl);
});
afterAll(async () => {
  const superuser = await secondSession(superuserUrl);
  for (const name of [one, other]) {
    await superuser.query(`drop database if exists ${name} with (force)`);
    await superuser.query(`drop role if exists ${name}, ${name}_owner`);
  }
  await superuser.end();
});

/** An address of one database, with the role and the password of another address. */
const asRoleOf = (database: string, role: string): string => {
  const url = new URL(role);
  url.pathname = new URL(database).pathname;
  return url.href;
};

const refused = { code: '42501' };

describe('the role of a service', () => {
  it('reads and writes its rows', async () => {
    const session = await secondSession(own.databaseUrl);
    await session.query(
      `insert into topic (id, version, label, district, hidden, created_at, updated_at) values ('trees', 1, '{}', 'malmi', false, now(), now())`,
    );
    await session.query(`update topic set version = 2`);
    expect((await session.query('select version from topic')).rows).toEqual([{ version: 2 }]);
    expect((await session.query('delete from topic')).rowCount).toBe(1);
    await session.end();
  });

  it.each([
    'create table mine (id int)',
    'create schema mine',
    'alter table note add column mine int',
    'drop table note',
    'truncate note',
    'create index mine on note (id)',
    'alter table note disable trigger all',
    `create function mine() returns int language sql as 'select 1'`,
    'create view mine as select 1',
    'create role mine',
    'create database mine',
    `comment on table note is 'mine'`,
    'set role postgres',
  ])('cannot change what it stands on: %s', async (statement) => {
    const session = await secondSession(own.databaseUrl);
    await expect(session.query(statement)).rejects.toMatchObject(refused);
    await session.end();
  });

  it.each([
    ['the service cannot enter the database of another', () => asRoleOf(theirs.databaseUrl, own.databaseUrl)],
    ['nor can its owner', () => asRoleOf(theirs.databaseUrl, own.migrationUrl)],
    ['nor can the other enter its own', () => asRoleOf(own.databaseUrl, theirs.databaseUrl)],
    ['nor can anybody enter the one that all have in common', () => asRoleOf(superuserUrl, own.databaseUrl)],
    ['nor the one that new ones are made from', () => asRoleOf('postgres://x/template1', own.databaseUrl)],
  ])('%s', async (_, url) => {
    await expect(secondSession(url())).rejects.toMatchObject(refused);
  });

  it('keeps its password when the other one is known', async () => {
    const url = new URL(own.databaseUrl);
    url.password = passwords.owner;
    await expect(secondSession(url.href)).rejects.toMatchObject({ code: '28P01' });
  });
});

describe('migrations', () => {
  it('are run once, by one at a time, however many begin at once', async () => {
    const name = `race_${run}`;
    const { migrationUrl } = await provisionService(superuserUrl, name, passwords);
    const ran = await Promise.all([1, 2, 3].map(() => migrate(kept, migrationUrl)));
    expect(ran.map((names) => names.length).sort()).toEqual([0, 0, kept.migrations.length]);
    expect(await migrate(kept, migrationUrl)).toEqual([]);
    const superuser = await secondSession(superuserUrl);
    await superuser.query(`drop database ${name} with (force)`);
    await superuser.query(`drop role ${name}, ${name}_owner`);
    await superuser.end();
  });

  it('are named while they are missing, also where none has ever run', async () => {
    const dataSource = await createDataSource(kept, { url: theirs.databaseUrl, poolMax: 1, applicationName: 'test' }).initialize();
    expect(await missingMigrations(dataSource)).toEqual(kept.migrations.map(({ name }) => name));
    await dataSource.destroy();
  });

  it('go forward only', async () => {
    const dataSource = await createDataSource(kept, { url: own.migrationUrl, poolMax: 1, applicationName: 'test' }).initialize();
    await expect(dataSource.undoLastMigration()).rejects.toThrow('Migrations go forward only');
    await dataSource.destroy();
  });

  it('make what the entities say', async () => {
    const dataSource = await createDataSource(kept, { url: own.migrationUrl, poolMax: 1, applicationName: 'test' }).initialize();
    for (const { tableName, columns } of dataSource.entityMetadatas) {
      const rows = await dataSource.query<{ column_name: string }[]>('select column_name from information_schema.columns where table_name = $1', [tableName]);
      expect(rows.map((row) => row.column_name)).toEqual(expect.arrayContaining(columns.map((column) => column.databaseName)));
    }
    await dataSource.destroy();
  });
});
