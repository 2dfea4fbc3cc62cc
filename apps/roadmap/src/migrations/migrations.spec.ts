/** The schema comes about from nothing, step by step, by whoever migrates, and is what the code believes it to be. */
import { randomBytes } from 'node:crypto';
import { provisionService } from '@fiksu/embedded';
import { createDataSource, migrate as bringUpToDate, wholeKept, type Kept } from '@fiksu/service';
import pg from 'pg';
import { kept } from '../database.ts';

const superuserUrl = process.env.FIKSU_TEST_POSTGRES_URL as string;
const passwords = { service: 'for-tests-only', owner: 'for-tests-only' };
const names = kept.migrations.map((migration) => migration.name);
const ofTheKit = wholeKept({ entities: [], migrations: [] }).migrations.map((migration) => migration.name);
const migrate = (own: Kept, ownerUrl: string) => bringUpToDate(wholeKept(own), ownerUrl);

interface Empty {
  /** As the owner, who migrates. */
  ownerUrl: string;
  /** As the service. */
  url: string;
}

const made: string[] = [];
/** A database with nothing in it, as a new city has. */
async function emptyDatabase(): Promise<Empty> {
  const name = `roadmap_empty_${randomBytes(4).toString('hex')}`;
  made.push(name);
  const { databaseUrl, migrationUrl } = await provisionService(superuserUrl, name, passwords);
  return { url: databaseUrl, ownerUrl: migrationUrl };
}
afterAll(async () => {
  const statements = made.flatMap((name) => [
    `drop database if exists ${name} with (force)`,
    `drop role if exists ${name}`,
    `drop role if exists ${name}_owner`,
  ]);
  for (const statement of statements) await rows(superuserUrl, statement);
});

async function rows<Row extends object>(url: string, text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

/** Everything about a schema that a migration can change, one line for each fact. */
async function schemaOf(url: string): Promise<string[]> {
  const facts = await rows<{ fact: string }>(
    url,
    `select concat_ws(' ', 'column', table_name, column_name, udt_name, is_nullable, column_default, is_generated, generation_expression, is_identity) as fact from information_schema.columns where table_schema = 'public'
     union all select 'index ' || indexdef from pg_indexes where schemaname = 'public'
     union all select concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid)) from pg_constraint where connamespace = 'public'::regnamespace
     union all select 'extension ' || extname from pg_extension
     union all select concat_ws(' ', 'migration', id, name) from migration order by 1`,
  );
  return facts.map(({ fact }) => fact);
}

async function tablesOfTheKit(): Promise<string[]> {
  const { ownerUrl } = await emptyDatabase();
  await migrate({ entities: [], migrations: [] }, ownerUrl);
  const tables = await rows<{ name: string }>(ownerUrl, `select table_name as name from information_schema.tables where table_schema = 'public'`);
  return tables.map(({ name }) => name);
}

describe('migrating from nothing', () => {
  it('makes for every entity a table with its columns, of its types, and nothing that no entity knows', async () => {
    const { ownerUrl } = await emptyDatabase();
    expect(await migrate(kept, ownerUrl)).toEqual([...ofTheKit, ...names]);
    const columns = await rows<{ table: string; column: string; type: string; nullable: string; generated: string }>(
      ownerUrl,
      `select table_name as "table", column_name as "column", udt_name as type, is_nullable as nullable, is_generated as generated from information_schema.columns where table_schema = 'public'`,
    );
    const pgNames: Record<string, string> = { integer: 'int4', boolean: 'bool' };
    const dataSource = await createDataSource(kept, { url: ownerUrl, poolMax: 1, applicationName: 'test' }).initialize();
    const believed = dataSource.entityMetadatas.flatMap((entity) =>
      entity.columns.map(({ databaseName, type, isArray, isNullable }) => {
        const name = pgNames[type as string] ?? (type as string);
        return [entity.tableName, databaseName, isArray ? `_${name}` : name, isNullable ? 'YES' : 'NO'].join(' ');
      }),
    );
    const tables = dataSource.entityMetadatas.map((entity) => entity.tableName);
    await dataSource.destroy();
    const real = columns
      .filter(({ table, generated }) => tables.includes(table) && generated === 'NEVER')
      .map(({ table, column, type, nullable }) => [table, column, type, nullable].join(' '));
    expect(believed.sort()).toEqual(real.sort());
    expect(
      columns
        .filter(({ generated }) => generated !== 'NEVER')
        .map(({ table, column }) => `${table}.${column}`)
        .sort(),
    ).toEqual(['need.place', 'need.search', 'need.words']);
    // Beside the entities: the kit's, the crowd's, and what methods, sessions and versions keep, which are written by SQL alone.
    const ofNeeds = ['need_author', 'need_report', 'need_support'];
    const others = [...(await tablesOfTheKit()), ...ofNeeds, 'method_edition', 'session_note', 'roadmap_version_item'];
    expect([...new Set(columns.map(({ table }) => table))].sort()).toEqual([...tables, ...others].sort());
  });

  it('twice changes nothing', async () => {
    const { ownerUrl } = await emptyDatabase();
    await migrate(kept, ownerUrl);
    const once = await schemaOf(ownerUrl);
    expect(await migrate(kept, ownerUrl)).toEqual([]);
    expect(await schemaOf(ownerUrl)).toEqual(once);
  });

  it('by three at once is done once', async () => {
    const [alone, together] = [await emptyDatabase(), await emptyDatabase()];
    await migrate(kept, alone.ownerUrl);
    const done = await Promise.all([1, 2, 3].map(() => migrate(kept, together.ownerUrl)));
    expect(done.map((migrations) => migrations.length).sort()).toEqual([0, 0, ofTheKit.length + names.length]);
    expect(await schemaOf(together.ownerUrl)).toEqual(await schemaOf(alone.ownerUrl));
  });

  it('by steps, as releases come, ends where one leap ends', async () => {
    const [leap, steps] = [await emptyDatabase(), await emptyDatabase()];
    await migrate(kept, leap.ownerUrl);
    for (let step = 0; step <= names.length; step++) await migrate({ ...kept, migrations: kept.migrations.slice(0, step) }, steps.ownerUrl);
    expect(await schemaOf(steps.ownerUrl)).toEqual(await schemaOf(leap.ownerUrl));
  });

  it('lets the service use the tables and not change them', async () => {
    const { ownerUrl, url } = await emptyDatabase();
    await migrate(kept, ownerUrl);
    expect(await rows(url, 'select * from need')).toEqual([]);
    for (const statement of ['alter table need add column colour text', 'drop table need', 'create table colour (id text)', 'truncate need']) {
      await expect(rows(url, statement)).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('goes forward only', async () => {
    for (const Migration of kept.migrations) await expect(new Migration().down(undefined as never)).rejects.toThrow('forward only');
  });
});

describe('a migration', () => {
  const at = '2026-01-01T00:00:00.000Z';
  const stored = { version: 1, created_at: at, updated_at: at };
  const id = (last: number) => `0198bbbb-0000-7000-8000-00000000000${last}`;
  const needRow = {
    ...stored,
    ...{
      id: id(1),
      status: 'submitted',
      title: { fi: 'Penkkejä', sv: 'BÄNKAR' },
      description: { fi: 'Puistoon' },
      districts: ['malmi'],
      themes: ['safety'],
      affected_groups: [],
    },
    ...{ evidence: [], source: 'resident', hidden: false, merged_from: [], support_count: 0, report_count: 0 },
  };
  const itemRow = {
    ...{ ...stored, id: id(6), status: 'idea', title: { fi: 'Varjoa' }, districts: ['malmi'], themes: ['safety'], horizon: 'now', needs: [id(1)] },
    ...{ depends_on: [], pilots: [], proposals: [], indicators: [], learnings: [], developments: [], linked: [], attachments: [] },
    ...{ milestones: [], overrides: [], confirmed_at: at },
  };
  /** A row for each table, as the release with that migration wrote it. */
  const rowsBy: Record<number, [table: string, row: Record<string, unknown>][]> = {
    1: [['district', { ...stored, id: 'malmi', name: { fi: 'Malmi' }, other_names: [], level: 'subarea', development: [], external_ids: [], joins: [] }]],
    2: [
      ['theme', { ...stored, id: 'safety', label: { fi: 'Turvallisuus' }, related: [], scheme: 'fiksu' }],
      [
        'programme',
        {
          ...stored,
          id: id(2),
          title: { fi: 'Fiksu' },
          implementers: [],
          partners: [],
          period: { from: '2020-11', to: null },
          objectives: [],
          themes: [],
          districts: [],
          lessons_from: [],
          sub_projects: [],
        },
      ],
    ],
    3: [['need', needRow]],
    4: [['item', itemRow]],
    6: [['development', { ...stored, id: id(3), district: 'malmi', title: { fi: 'Nallenrinne' }, kind: 'plot', stage: 'planned' }]],
    7: [
      ['roadmap_version', { ...stored, id: id(4), number: 1, title: { fi: 'Kevät' }, hash: 'sha256:4f53', published_at: at }],
      ['roadmap_version_item', { version: id(4), item: id(5), status: 'committed', body: { id: id(5), title: { fi: 'Varjoa' } } }],
    ],
  };
  const jsonColumns = [
    'name',
    'external_ids',
    'label',
    'title',
    'description',
    'period',
    'objectives',
    'sub_projects',
    'evidence',
    'detail',
    'reason',
    'body',
    'linked',
    'milestones',
    'overrides',
  ];
  async function insert(url: string, table: string, row: Record<string, unknown>): Promise<void> {
    const columns = Object.keys(row);
    const values = columns.map((column) => (jsonColumns.includes(column) ? JSON.stringify(row[column]) : row[column]));
    await rows(url, `insert into ${table} (${columns.join(', ')}) values (${columns.map((_, index) => `$${index + 1}`).join(', ')})`, values);
  }
  const whole = async (url: string, table: string) =>
    (await rows<{ row: object }>(url, `select to_jsonb(${table}) as row from ${table} order by 1`)).map(({ row }) => row);

  it.each(names.map((name, index): [string, number] => [name, index + 1]))('that comes after %s leaves what was kept by then', async (_, count) => {
    const { ownerUrl, url } = await emptyDatabase();
    await migrate({ ...kept, migrations: kept.migrations.slice(0, count) }, ownerUrl);
    const written = Array.from({ length: count }, (_, index) => rowsBy[index + 1] ?? []).flat();
    for (const [table, row] of written) await insert(url, table, row);
    const before = await Promise.all(written.map(([table]) => whole(url, table)));
    await migrate(kept, ownerUrl);
    // Columns that came later are empty in it.
    expect(await Promise.all(written.map(([table]) => whole(url, table)))).toMatchObject(before);
  });

  describe('of needs', () => {
    let database: Empty;
    beforeEach(async () => {
      database = await emptyDatabase();
      await migrate(kept, database.ownerUrl);
    });

    it('derives the words to look for from all languages, without accents, also when they change', async () => {
      await insert(database.url, 'need', needRow);
      const found = async (query: string) => (await rows(database.url, `select from need where ${query}`)).length;
      expect(await found(`words like '%penkkeja%' and words like '%bankar%' and words = lower(words)`)).toBe(1);
      expect(await found(`search @@ websearch_to_tsquery('finnish', 'puistoissa')`)).toBe(1);
      expect(await found(`search @@ websearch_to_tsquery('swedish', 'bänkarna')`)).toBe(1);
      await rows(database.url, `update need set title = '{"en": "Benches"}', description = null`);
      expect(await found(`words like '%penkkeja%'`)).toBe(0);
      expect(await found(`search @@ websearch_to_tsquery('english', 'bench')`)).toBe(1);
    });

    it('derives the place from the point, and what is near on the ground is near in it', async () => {
      const at = (longitude: number, latitude: number) => JSON.stringify({ type: 'Point', coordinates: [longitude, latitude] });
      await insert(database.url, 'need', { ...needRow, location: at(25, 60) });
      const distanceTo = async (longitude: number, latitude: number) => {
        const [row] = await rows(database.url, `select place <-> point(${longitude}, degrees(asinh(tand(${latitude})))) as distance from need`);
        return (row as { distance: number }).distance;
      };
      // A kilometre to the east, one to the north, and one to the north-west.
      const east = await distanceTo(25.018, 60);
      expect(await distanceTo(25, 60.009)).toBeCloseTo(east, 4);
      expect(await distanceTo(25 - 0.018 / Math.SQRT2, 60 + 0.009 / Math.SQRT2)).toBeCloseTo(east, 4);
      await rows(database.url, `update need set location = null`);
      expect(await rows(database.url, `select from need where place is null`)).toHaveLength(1);
    });

    it('keeps one receipt from leading to two needs, and a merged need from leading nowhere', async () => {
      await insert(database.url, 'need', { ...needRow, receipt_hash: 'hash' });
      await expect(insert(database.url, 'need', { ...needRow, id: id(3), receipt_hash: 'hash' })).rejects.toMatchObject({ code: '23505' });
      await expect(insert(database.url, 'need', { ...needRow, id: id(3), merged_into: id(9) })).rejects.toMatchObject({ code: '23503' });
      await insert(database.url, 'need', { ...needRow, id: id(3), merged_into: id(1) });
      await expect(rows(database.url, `delete from need where id = '${id(1)}'`)).rejects.toMatchObject({ code: '23503' });
    });

    it('takes a supporter once for each need, and forgets supporters with the need', async () => {
      await insert(database.url, 'need', needRow);
      const support = () => insert(database.url, 'need_support', { need: id(1), supporter: 'hash' });
      await support();
      await expect(support()).rejects.toMatchObject({ code: '23505' });
      await insert(database.url, 'need_report', { need: id(1), reporter: 'hash', reason: { fi: 'x' }, at });
      await rows(database.url, 'delete from need');
      expect(await whole(database.url, 'need_support')).toEqual([]);
      expect(await whole(database.url, 'need_report')).toEqual([]);
    });
  });

  it('of themes keeps a theme from standing below one that there is not', async () => {
    const { ownerUrl, url } = await emptyDatabase();
    await migrate(kept, ownerUrl);
    const theme = (rowsBy[2]?.[0] as [string, Record<string, unknown>])[1];
    await expect(insert(url, 'theme', { ...theme, broader: 'alchemy' })).rejects.toMatchObject({ code: '23503' });
    await insert(url, 'theme', theme);
    await insert(url, 'theme', { ...theme, id: 'lighting', broader: 'safety' });
    await expect(rows(url, `delete from theme where id = 'safety'`)).rejects.toMatchObject({ code: '23503' });
  });
});
