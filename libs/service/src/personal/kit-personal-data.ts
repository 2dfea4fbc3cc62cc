import type { TableData } from './personal-data.ts';

const asEvents = '400 days, or EVENTS_RETENTION_DAYS';
const whoActed = 'the `sub` of whoever acted for the city or for an organisation is kept by law; a resident’s never is';
const moments = 'created_at updated_at';

/** What every service keeps, table by table. */
export const kitTables: Record<string, TableData> = {
  outbox: { freeText: 'event', none: 'event_id id aggregate subject recorded_at position published_at stream_seq revision erase_seqs', kept: asEvents },
  outbox_head: { none: 'one last term holder leased_until stream_created stream_last', kept: 'as long as the service' },
  inbox: { none: 'consumer event_id handled_at', kept: 'as long as its consumer' },
  inbox_parked: { freeText: 'event', none: 'consumer event_id aggregate version skipped', kept: 'until its turn' },
  inbox_step: { none: 'consumer aggregate version life', kept: 'as long as the service' },
  consumer_attempts: { none: 'consumer event_id started finished together missing_since retry_at', kept: 'until it is handled' },
  dead_letters: {
    none: 'id consumer event_id dead_at resolved_at',
    freeText: 'event text reason resolution',
    kept: 'as long as the service',
  },
  projection: { none: 'name live_generation building_generation retired_generation as_of', kept: 'as long as the service' },
  job_worker: { none: 'id seen_at', kept: 'half a minute after its last sign' },
  webhook: {
    none: `id version status url types role former_until paused_because position ${moments}`,
    encrypted: 'secret former_secret',
    personal: { owner: 'the `sub` of the platform, or of the administrator, that made it: it alone manages it' },
    kept: 'until it is removed',
  },
  webhook_delivery: { none: `id webhook event position status attempts last_status_code last_error next_attempt_at ${moments}`, kept: asEvents },
  history: {
    none: 'id collection resource version at action from to',
    freeText: 'reason',
    personal: { by: whoActed },
    kept: 'as long as the thing that it is of',
  },
  // Whoever sends a key chooses its words, and those of a query.
  idempotency: { none: 'status made_at', freeText: 'path key', pseudonym: 'caller body_hash', encrypted: 'answer', kept: '24 hours' },
  audit: {
    none: 'seq id at action what role organisation count reason fields trace_id before hash',
    pseudonym: 'person_hash',
    encrypted: 'person',
    kept: '24 months',
  },
  audit_head: { none: 'one seq hash mac', kept: 'as long as the service' },
  audit_cut: { none: 'seq hash at mac', kept: 'as long as the service' },
  file: {
    none: `id version status type size sha256 key loose_since ${moments}`,
    freeText: 'name',
    pseudonym: 'uploader',
    kept: 'as long as it hangs on something, else 24 hours',
  },
  loose_bytes: { none: 'key remove_at', kept: '24 hours' },
  import_run: {
    none: `id version collection status source media_type dry_run traceparent received spool read created updated unchanged failed ${moments}`,
    freeText: 'parameters errors',
    personal: { author: whoActed },
    kept: '24 months',
  },
  import_overlay: { none: 'run id', freeText: 'row', kept: 'until the dry run has ended' },
  import_overlay_key: { none: 'run id', freeText: 'key', kept: 'until the dry run has ended' },
  merged_organisation: { none: 'old survivor at', kept: 'as long as the service' },
  anonymous_write: { none: 'points expire', pseudonym: 'key', kept: 'an hour after its minute' },
};

/** The members that a line of the log may have; any other is left out. None of them may be personal data. */
export const LOGGED = ['context', 'traceId', 'err', 'stack'];
