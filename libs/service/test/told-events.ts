import type { CloudEvent } from '@fiksu/contracts';
import { newId, numberEvents, sql, type Database } from '../src/index.ts';

type State = Record<string, unknown>;

interface Told {
  id?: string;
  type?: string;
  subject?: string;
  visibility?: 'public' | 'internal';
  change?: State;
  /** Members of the state beside id, version and status. */
  state?: State;
}

/** An event put straight into the outbox, as a test needs it, and numbered; answers it. */
export async function tell(db: Database, { id = newId(), type = 'fiksu.notes.note.changed.v1', subject, visibility = 'public', change, state }: Told = {}) {
  const note = newId();
  const event: CloudEvent = {
    specversion: '1.0',
    id,
    source: '/notes/v1',
    type,
    subject: subject ?? `notes/${note}`,
    time: '2026-03-01T12:00:00.000Z',
    datacontenttype: 'application/json',
    aggregateversion: 1,
    data: {
      ...({ id: note, version: 1, status: 'draft', ...state } as { id: string; version: number }),
      change: { action: 'change', from: 'draft', to: 'draft', fields: [], by: 'coordinator', ...change },
      visibility,
    },
  };
  await db.run(sql`insert into outbox (event_id, aggregate, subject, event) values (${id}, ${event.subject}, ${type}, ${JSON.stringify(event)}::jsonb)`);
  await numberEvents(db);
  return event;
}
