import type { CloudEvent } from './cloud-event.ts';
import type { EventFamily } from './define-events.ts';

const exampleEventId = '01936a5c-8f00-7cc3-98c4-dc0c0c073999';

/** An event of this type as a consumer gets it: for docs and golden samples. */
export function exampleEvent({ service, collection, types, example, outline }: EventFamily, action: string): CloudEvent {
  const state = (types[action]?.example ?? example) as { id: string; version: number; status?: string; updatedAt?: string };
  const left = ['id', 'version', 'status', ...outline];
  const known = action === 'delete' ? (Object.fromEntries(Object.entries(state).filter(([name]) => left.includes(name))) as typeof state) : state;
  return {
    specversion: '1.0',
    id: exampleEventId,
    source: `/${service}/v1`,
    type: (types[action] as { type: string }).type,
    subject: `${collection}/${state.id}`,
    time: state.updatedAt ?? '2026-11-25T08:00:00.000Z',
    datacontenttype: 'application/json',
    aggregateversion: state.version,
    data: { ...known, change: { action, from: null, to: state.status ?? null, fields: [], by: 'coordinator' }, visibility: 'public' },
  };
}
