import { connect } from '@nats-io/transport-node';
import { jetstreamManager } from '@nats-io/jetstream';
import { connectionTerms, ensureStream, forgetOldJobs, installJobs } from '@fiksu/messaging';
import type { Environment, KitConfig } from '../config.ts';
import { ColumnCipher, Database, createDataSource, migrate, rotateKeys } from '@fiksu/database';
import { AuditAnchors } from '../audit/audit-anchors.ts';
import { forgetOldAudit } from '../audit/forget-old-audit.ts';
import { Seals } from '../audit/seals.ts';
import { forgetOldEvents } from '../events/forget-old-events.ts';
import { ForgetFiles } from '../files/forget-files.ts';
import { forgetImports } from '../imports/forget-imports.ts';
import { forgetOldCounts } from '../limits/limit-tables.ts';
import { forgetOldAnswers } from '../recording/idempotency.ts';
import { forgetOldDeliveries } from '../webhooks/forget-old-deliveries.ts';
import { Storage } from '../storage/storage.ts';
import { createService } from './create-service.ts';
import type { ServiceDefinition } from './service-definition.ts';
import { wholeKept } from './whole-kept.ts';

const shutdownDeadlineMs = 20_000;
const forgetEveryMs = 3_600_000;

/** Starts a service and keeps it until it is told to stop: the whole of a `main.ts`. */
export async function runService<Config extends KitConfig>(definition: ServiceDefinition<Config>, environment: Environment): Promise<void> {
  const { name } = definition.description;
  try {
    const { PORT, HOST, EVENTS_RETENTION_DAYS } = definition.config.parse(environment);
    const app = await createService(definition, environment);
    await app.listen(PORT, HOST);
    const forgetOld = async () => {
      await forgetOldAnswers(app.get(Database));
      await forgetOldCounts(app.get(Database));
      await forgetOldJobs(app.get(Database));
      await forgetOldEvents(app.get(Database), EVENTS_RETENTION_DAYS);
      await forgetOldDeliveries(app.get(Database), EVENTS_RETENTION_DAYS);
      await forgetImports(app.get(Database), app.get(Storage));
      await app.get(ForgetFiles).run();
      for (const each of definition.forgets ?? []) await app.get(each, { strict: false }).forget();
    };
    // What cannot be forgotten now is forgotten in an hour.
    const forgetting = setInterval(() => void forgetOld().catch(() => undefined), forgetEveryMs).unref();
    // Once at the start, since not every replica lives for an hour; the first of a day keeps it, and what cannot be kept now is kept later.
    const keepAnchor = () =>
      void app
        .get(AuditAnchors)
        .keep(new Date().toISOString())
        .catch(() => undefined);
    keepAnchor();
    const anchoring = setInterval(keepAnchor, forgetEveryMs).unref();
    const stop = () => {
      clearInterval(forgetting);
      clearInterval(anchoring);
      // One deadline for all of it, below the 30 s after which Kubernetes kills the pod.
      setTimeout(() => process.exit(1), shutdownDeadlineMs).unref();
      void app.close().then(() => process.exit(0));
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  } catch (error) {
    console.error(`${name} does not start: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  }
}

/** The stream belongs to the service. Where NATS is away, its relay makes it when it is back. */
async function makeStream(service: string, { NATS_URL, NATS_STREAM_REPLICAS = '1' }: Environment): Promise<void> {
  if (!NATS_URL) return;
  try {
    const connection = await connect({ ...connectionTerms(NATS_URL), reconnect: false });
    await ensureStream(await jetstreamManager(connection), service, Number(NATS_STREAM_REPLICAS));
    await connection.close();
  } catch (error) {
    console.warn(`${service}: the stream is made later, by the service: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * Encrypts anew what was encrypted with another key than the first of `ENCRYPTION_KEYS`, and says how many values each key
 * has: one that has none left can be taken away. The running service has to know the new key before.
 * @throws Error naming the values that cannot be read, where there are any; all others have been encrypted anew
 */
async function rotate({ kept, description }: Pick<ServiceDefinition, 'kept' | 'description'>, url: string, { ENCRYPTION_KEYS }: Environment): Promise<void> {
  if (!ENCRYPTION_KEYS) throw new Error('ENCRYPTION_KEYS is not set: the new key, then those that are to be replaced');
  const whole = wholeKept(kept);
  const dataSource = await createDataSource(whole, { url, poolMax: 2, applicationName: 'rotate' }).initialize();
  try {
    const { byKey, unreadable } = await rotateKeys(new Database(dataSource), new ColumnCipher(ENCRYPTION_KEYS), whole.encrypted ?? []);
    const told = Object.entries(byKey).map(([key, values]) => `${key}: ${values}`);
    console.log(`${description.name}: encrypted values by key: ${told.join(', ') || 'none'}`);
    if (unreadable.length > 0) throw new Error(unreadable.join('; '));
  } finally {
    await dataSource.destroy();
  }
}

/** What the service itself may not: forgets what was noted too long ago. */
async function shortenAudit(service: string, url: string, { HASH_SECRET }: Environment): Promise<void> {
  if (!HASH_SECRET) return console.warn(`${service}: the audit log keeps what is too old: HASH_SECRET is not set`);
  const dataSource = await createDataSource({ entities: [], migrations: [] }, { url, poolMax: 1, applicationName: 'migrate' }).initialize();
  try {
    await forgetOldAudit(new Database(dataSource), new Seals(HASH_SECRET, service));
  } finally {
    await dataSource.destroy();
  }
}

/**
 * Brings the service's database up to date, forgets what was noted in the audit log too long ago, and makes its stream, then ends: the whole of a `migrate.ts`. With
 * `ROTATE_ENCRYPTION=true` it also encrypts anew, with the first of `ENCRYPTION_KEYS`, what was encrypted with another.
 */
export async function runMigrations<Config extends KitConfig>(definition: ServiceDefinition<Config>, environment: Environment): Promise<void> {
  const { name } = definition.description;
  const url = environment.MIGRATION_DATABASE_URL;
  try {
    if (!url) throw new Error('MIGRATION_DATABASE_URL is not set: the URL of the database with its owner');
    const done = await migrate(wholeKept(definition.kept), url);
    await installJobs(url);
    if (environment.ROTATE_ENCRYPTION === 'true') await rotate(definition, url, environment);
    await shortenAudit(name, url, environment);
    await makeStream(name, environment);
    console.log(`${name}: ${done.length === 0 ? 'the schema is up to date' : `migrated ${done.join(', ')}`}`);
    process.exit(0);
  } catch (error) {
    console.error(`${name} cannot be migrated: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  }
}
