import { DiscardPolicy, JetStreamApiError, RetentionPolicy, StorageType, type JetStreamManager, type StreamInfo } from '@nats-io/jetstream';
import { streamOf } from '@fiksu/contracts';

const streamNotFound = 10_059;
const nameInUse = 10_058;
/** For how long the server knows an event that it is sent again. Later ones are caught by the consumers' inboxes. */
const duplicateWindowNanos = 120_000_000_000;

/**
 * The stream of a service, made where it is missing: it keeps everything (volumes are small), so that a consumer that
 * comes later, or begins anew, reads from the start. Its owner alone makes it.
 */
export async function ensureStream(manager: JetStreamManager, service: string, replicas: number): Promise<StreamInfo> {
  const name = streamOf(service);
  try {
    return await manager.streams.info(name);
  } catch (error) {
    if (!isApiError(error, streamNotFound)) throw error;
  }
  const config = {
    name,
    subjects: [`fiksu.${service}.>`],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: DiscardPolicy.New,
    num_replicas: replicas,
    duplicate_window: duplicateWindowNanos,
  };
  return manager.streams.add(config).catch((error: unknown) => {
    // Another replica was quicker.
    if (isApiError(error, nameInUse)) return manager.streams.info(name);
    throw error;
  });
}

export const isApiError = (error: unknown, code: number): boolean => error instanceof JetStreamApiError && error.code === code;
