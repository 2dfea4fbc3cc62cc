import { createHash, randomBytes } from 'node:crypto';
import { provisionService } from '@fiksu/embedded';
import { dataSourceOptions, installJobs, migrate, wholeKept, type Kept } from '@fiksu/service';
import pg from 'pg';

/** Of roles on a cluster that lives as long as the tests. */
const password = 'for-tests-only';
const templateLock = 815_644;

export interface TestDatabase {
  /** As the service's role. */
  url: string;
  /** As the owner, who may change tables. */
  ownerUrl: string;
  drop: () => Promise<void>;
}

/** What a template database holds beside its schema: made once, cloned for every test file. */
export interface Preparation {
  /** Changes when what it loads changes. */
  key: string;
  load: (url: string) => Promise<void>;
}

const superuserUrl = (): string => {
  const url = process.env.FIKSU_TEST_POSTGRES_URL;
  if (!url) throw new Error('No PostgreSQL for tests: is globalSetup of jest.preset.mjs in use?');
  return url;
};

async function asSuperuser<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: superuserUrl() });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function urlFor(database: string, role: string): string {
  const url = new URL(superuserUrl());
  url.pathname = `/${database}`;
  url.username = role;
  url.password = password;
  return url.href;
}

/** A database of its own, cloned from a template that is migrated once for all tests with the same schema. */
export async function cloneDatabase(service: string, kept: Kept, preparation?: Preparation): Promise<TestDatabase> {
  const { migrations } = dataSourceOptions(wholeKept(kept), { url: superuserUrl(), poolMax: 1, applicationName: 'tests' });
  const schema = createHash('sha256')
    .update((migrations as unknown[]).map(String).join('\n'))
    .update(preparation?.key ?? '');
  const template = `${service.replaceAll('-', '_')}_${schema.digest('hex').slice(0, 12)}`;
  const clone = `${template}_${randomBytes(4).toString('hex')}`;
  await asSuperuser(async (client) => {
    // Held over the cloning too: PostgreSQL does not clone a database that somebody else is connected to.
    await client.query('select pg_advisory_lock($1)', [templateLock]);
    await ensureTemplate(client, template, kept, preparation);
    await client.query(`create database ${clone} template ${template} owner ${template}_owner`);
    await client.query(`revoke all on database ${clone} from public; grant connect, temporary on database ${clone} to ${template}, ${template}_owner`);
  });
  const drop = () => asSuperuser(async (client) => void (await client.query(`drop database if exists ${clone} with (force)`)));
  return { url: urlFor(clone, template), ownerUrl: urlFor(clone, `${template}_owner`), drop };
}

async function ensureTemplate(client: pg.Client, template: string, kept: Kept, preparation?: Preparation): Promise<void> {
  const marked = await client.query(`select from pg_database where datname = $1 and shobj_description(oid, 'pg_database') = 'whole'`, [template]);
  if (marked.rowCount) return;
  await client.query(`drop database if exists ${template} with (force)`);
  const { databaseUrl, migrationUrl } = await provisionService(superuserUrl(), template, { service: password, owner: password });
  await migrate(wholeKept(kept), migrationUrl);
  await installJobs(migrationUrl);
  await preparation?.load(databaseUrl);
  await client.query(`comment on database ${template} is 'whole'`);
}
