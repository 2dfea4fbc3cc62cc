import { classified, kitTables, wholeKept, type KitConfig, type ServiceDefinition } from '@fiksu/service';
import pg from 'pg';
import { cloneDatabase, type TestDatabase } from './test-database.ts';

interface Column {
  table: string;
  column: string;
}

const wordOf = ({ table, column }: Column): string => `${table}.${column}`;
/** What keeps the schema itself. */
const schemaTables = ['migration'];
/** Encrypted by whoever keeps it, and gone before a key is: no rotation of keys goes through it. */
const shortLived = ['idempotency.answer'];

/**
 * Compares what a service says of its personal data with its migrated database and its events: a column or a member that
 * is not classified, or one that is not there, is a fault, and so is a personal one that is readable without a reason.
 */
export function describePersonalData<Config extends KitConfig>({ description, kept, publishes, personalData }: ServiceDefinition<Config>): void {
  describe(`the personal data of ${description.name}`, () => {
    let database: TestDatabase;
    let columns: string[];
    const tables = { ...kitTables, ...personalData.tables };
    const said = Object.entries(tables).flatMap(([table, data]) => classified(data).map(([column, kind]) => ({ word: wordOf({ table, column }), kind })));

    beforeAll(async () => {
      database = await cloneDatabase(description.name, kept);
      const client = new pg.Client({ connectionString: database.ownerUrl });
      await client.connect();
      const { rows } = await client.query<Column>(
        `select table_name as table, column_name as column from information_schema.columns where table_schema = 'public' and table_name <> all ($1)`,
        [schemaTables],
      );
      await client.end();
      columns = rows.map(wordOf);
    });
    afterAll(() => database.drop());

    it('is told of every column, once, and of none that there is not', () => {
      expect(said.map(({ word }) => word).sort()).toEqual([...columns].sort());
    });

    it('is told of the kit’s tables by the kit alone', () => {
      expect(Object.keys(personalData.tables).filter((table) => table in kitTables)).toEqual([]);
    });

    it('is encrypted, where that is said, and nothing else is', () => {
      const encrypted = (wholeKept(kept).encrypted ?? []).map(wordOf);
      const told = said.filter(({ kind }) => kind === 'encrypted').map(({ word }) => word);
      expect(told.filter((word) => !shortLived.includes(word)).sort()).toEqual([...encrypted].sort());
    });

    it('is readable with a reason alone', () => {
      for (const { personal = {} } of Object.values(tables))
        for (const [column, why] of Object.entries(personal)) expect([column, why.length > 20]).toEqual([column, true]);
    });

    it('is in no event: each member of each is told, and none may be personal', () => {
      for (const { noun, state } of publishes) {
        const members = classified(personalData.events[noun] ?? {}).map(([name]) => name);
        expect([noun, members.sort()]).toEqual([noun, Object.keys(state.shape).sort()]);
      }
      expect(Object.keys(personalData.events).sort()).toEqual([...new Set(publishes.map(({ noun }) => noun))].sort());
    });
  });
}
