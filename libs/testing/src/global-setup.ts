import { ensureTestPostgres, type TestPostgres } from '@fiksu/embedded';

declare global {
  var fiksuTestPostgres: TestPostgres | undefined;
}

/** One throw-away PostgreSQL for a run of tests; workers find it by the environment. */
export default async function startPostgresForTests(): Promise<void> {
  globalThis.fiksuTestPostgres = await ensureTestPostgres();
  process.env.FIKSU_TEST_POSTGRES_URL = globalThis.fiksuTestPostgres.superuserUrl;
}
