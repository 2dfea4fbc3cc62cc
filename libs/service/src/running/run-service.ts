import { connect } from '@nats-io/transport-node';
import { jetstreamManager } from '@nats-io/jetstream';
import { connectionTerms, ensureStream } from '@fiksu/messaging';
import type { Environment, KitConfig } from '../config.ts';
import { Database, migrate } from '@fiksu/database';
import { forgetOldAnswers } from '../recording/idempotency.ts';
import { createService } from './create-service.ts';
import type { ServiceDefinition } from './service-definition.ts';
import { wholeKept } from './whole-kept.ts';

const shutdownDeadlineMs = 20_000;
const forgetEveryMs = 3_600_000;

/** Starts a service and keeps it until it is told to stop: the whole of a `main.ts`. */
export async function runService<Config extends KitConfig>(definition: ServiceDefinition<Config>, environment: Environment): Promise<void> {
  const { name } = definition.description;
  try {
    const { PORT, HOST } = definition.config.parse(environment);
    const app = await createService(definition, environment);
    await app.listen(PORT, HOST);
    const forgetting = setInterval(() => void forgetOldAnswers(app.get(Database)).catch(() => undefined), forgetEveryMs).unref();
    const stop = () => {
      clearInterval(forgetting);
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

/** Brings the service's database up to date and makes its stream, then ends: the whole of a `migrate.ts`. */
export async function runMigrations<Config extends KitConfig>(definition: ServiceDefinition<Config>, environment: Environment): Promise<void> {
  const { name } = definition.description;
  const url = environment.MIGRATION_DATABASE_URL;
  try {
    if (!url) throw new Error('MIGRATION_DATABASE_URL is not set: the URL of the database with its owner');
    const done = await migrate(wholeKept(definition.kept), url);
    await makeStream(name, environment);
    console.log(`${name}: ${done.length === 0 ? 'the schema is up to date' : `migrated ${done.join(', ')}`}`);
    process.exit(0);
  } catch (error) {
    console.error(`${name} cannot be migrated: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  }
}
