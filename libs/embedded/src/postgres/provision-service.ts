import { Client, escapeIdentifier, escapeLiteral } from 'pg';

export interface ServicePasswords {
  /** Of the role that the service runs with: it reads and writes rows. */
  service: string;
  /** Of the role that owns the database: migrations alone use it. */
  owner: string;
}

export interface ServiceDatabase {
  databaseUrl: string;
  migrationUrl: string;
}

/** PostgreSQL cuts names at 63 bytes; `_owner` has to fit as well. */
const NAME = /^[a-z][a-z0-9_]{0,56}$/;
const LOCK_KEY = 4_651_001; // Any number, the same in every process.

/**
 * Gives a service its database and its two roles, and closes both to everybody else. May be repeated at every start:
 * it repairs what differs, also the passwords.
 */
export async function provisionService(superuserUrl: string, name: string, passwords: ServicePasswords): Promise<ServiceDatabase> {
  if (!NAME.test(name)) throw new Error(`${JSON.stringify(name)} cannot be a database's name: it has to match ${NAME}`);
  const owner = `${name}_owner`;

  await asSuperuser(superuserUrl, async (client) => {
    // Two at once would meet in the catalogue ("tuple concurrently updated"). The lock goes with the connection.
    await client.query('select pg_advisory_lock($1)', [LOCK_KEY]);
    await ensureRole(client, name, passwords.service);
    await ensureRole(client, owner, passwords.owner);
    await ensureDatabase(client, name, owner);
  });
  await asSuperuser(urlOf(superuserUrl, { database: name }), (client) => client.query(rightsInside(name, owner)));

  return {
    databaseUrl: urlOf(superuserUrl, { database: name, user: name, password: passwords.service }),
    migrationUrl: urlOf(superuserUrl, { database: name, user: owner, password: passwords.owner }),
  };
}

async function ensureRole(client: Client, role: string, password: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role]);
  if (!rowCount) await client.query(`create role ${escapeIdentifier(role)}`);
  await client.query(
    `alter role ${escapeIdentifier(role)} with login nosuperuser nocreatedb nocreaterole noreplication nobypassrls
       password ${escapeLiteral(password)}`,
  );
}

/** `public` is every role there is, those of the other services too. */
async function ensureDatabase(client: Client, name: string, owner: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
  if (!rowCount) await client.query(`create database ${escapeIdentifier(name)} owner ${escapeIdentifier(owner)}`);
  await client.query(`
    revoke all on database ${escapeIdentifier(name)} from public;
    grant connect, temporary on database ${escapeIdentifier(name)} to ${escapeIdentifier(name)}, ${escapeIdentifier(owner)};
    revoke connect, temporary on database postgres from public;
    revoke connect, temporary on database template1 from public;
  `);
}

/** What the owner creates from now on, the service may use; it can neither create nor change a table itself. */
function rightsInside(name: string, owner: string): string {
  const [service, creator] = [escapeIdentifier(name), escapeIdentifier(owner)];
  return `
    revoke all on schema public from public;
    grant usage on schema public to ${service};
    alter default privileges for role ${creator} in schema public grant select, insert, update, delete on tables to ${service};
    alter default privileges for role ${creator} in schema public grant usage, select on sequences to ${service};
    alter default privileges for role ${creator} in schema public grant execute on functions to ${service};
  `;
}

async function asSuperuser(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function urlOf(superuserUrl: string, { database, user, password }: { database: string; user?: string; password?: string }): string {
  const url = new URL(superuserUrl);
  url.pathname = `/${database}`;
  if (user !== undefined) url.username = encodeURIComponent(user);
  if (password !== undefined) url.password = encodeURIComponent(password);
  return url.href;
}
