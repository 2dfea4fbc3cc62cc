import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import { silent } from './silent-logger.ts';

/** Any number that is the same in all replicas. */
const installLock = 815_645;

/**
 * Brings the queue's own schema, `graphile_worker`, to what this build needs: part of every migration of a service, and
 * repeatable. Runs as the owner of the database; those who may use the owner's tables may use the queue.
 */
export async function installJobs(ownerUrl: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 2, application_name: 'migrate' });
  // The worker looks for somebody who hears of connections that end.
  pool.on('error', () => undefined).on('connect', (client) => client.on('error', () => undefined));
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [installLock]);
    await runMigrations({ pgPool: pool, logger: silent });
    await client.query(openTables);
    const { rows } = await client.query<{ role: string }>(usersOfPublic);
    for (const { role } of rows) await client.query(rightsOf(role));
  } finally {
    client.release(true);
    await pool.end();
  }
}

/** The worker's tables come with row-level security and without a policy: for everybody but the owner they would be empty. */
const openTables = `do $$ declare each regclass; begin
  for each in select oid from pg_class where relnamespace = 'graphile_worker'::regnamespace and relkind = 'r' and relrowsecurity loop
    execute format('alter table %s disable row level security', each);
  end loop;
end $$`;

/** Who may use the tables that the owner makes: the service's role. */
const usersOfPublic = `
  select distinct grantee::regrole::text as role from pg_default_acl, aclexplode(defaclacl)
  where defaclrole = current_user::regrole and defaclnamespace = 'public'::regnamespace and defaclobjtype = 'r' and grantee not in (0, defaclrole)`;

/** @param role quoted already, where it has to be */
const rightsOf = (role: string): string => `
  grant usage on schema graphile_worker to ${role};
  grant select, insert, update, delete on all tables in schema graphile_worker to ${role};
  grant usage, select on all sequences in schema graphile_worker to ${role};
  grant execute on all functions in schema graphile_worker to ${role};`;
