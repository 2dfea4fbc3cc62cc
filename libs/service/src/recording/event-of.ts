import type { CloudEvent, EventFamily, LocalisedText, Visibility } from '@fiksu/contracts';
import { newId, ordered, type Stored } from '@fiksu/database';
import type { Caller } from '../access/caller.ts';
import { DomainError } from '../problems/domain-error.ts';

/** NATS refuses a message of more than a mebibyte: what could never be published is not recorded. */
const eventBytesMax = 262_144;

/** Members that change with every change, or that `from` and `to` tell. */
const toldElsewhere = ['id', 'version', 'status', 'createdAt', 'updatedAt'];

interface Happened<Row extends Stored> {
  before: Row | null;
  next: Row | null;
  action: string;
  reason?: LocalisedText | null;
  by: Caller;
  /** What is told of something that is there no more, beside its id and version: where it has gone. */
  left?: object;
  visibilityOf: (row: Row) => Visibility;
}

/**
 * The event that tells of one change: the whole state after it, as far as the family names it, and what
 * happened (API contract, "Events out"). What is not public carries the family's outline alone, and no
 * reason, which is somebody's words. Of what was deleted the outline is left, for those who could read it before.
 *
 * @throws DomainError TooLarge (413) where the event would not fit into a message
 * @throws Error for an action of which the family knows no event, or a state that it does not know
 */
export function eventOf<Row extends Stored>(family: EventFamily, { before, next, action, reason, by, left, visibilityOf }: Happened<Row>): CloudEvent {
  const known = family.types[action];
  if (!known) throw new Error(`fiksu.${family.service}.${family.noun} has no event for "${action}"`);
  const { id } = (next ?? before) as Row;
  const version = next?.version ?? (before?.version ?? 0) + 1;
  const visibility = visibilityOf((next ?? before) as Row);
  const told = membersToTell(family, next ? visibility : 'internal');
  const state = {
    ...Object.fromEntries(Object.entries(next ?? (before as Row)).filter(([name]) => told.includes(name))),
    ...(next ? {} : { version, ...left }),
  };
  const event: CloudEvent = {
    specversion: '1.0',
    id: newId(),
    source: `/${family.service}/v1`,
    type: known.type,
    subject: `${family.collection}/${id}`,
    time: by.at,
    datacontenttype: 'application/json',
    aggregateversion: version,
    ...(by.traceparent === null ? {} : { traceparent: by.traceparent }),
    data: {
      ...(state as { id: string; version: number }),
      change: {
        action,
        ...{ from: stateOf(before), to: stateOf(next) },
        fields: before && next ? changedFields(before, next, [...told, ...(family.mentioned ?? [])]) : [],
        by: by.nobody ?? by.role,
        ...(reason && visibility === 'public' ? { reason } : {}),
      },
      visibility,
    },
  };
  return fitting(family.schemaOf(action).parse(event));
}

const membersToTell = (family: EventFamily, visibility: Visibility): string[] =>
  visibility === 'public' ? Object.keys(family.state.shape) : ['id', 'version', 'status', ...family.outline];

function changedFields(before: object, next: object, told: readonly string[]): string[] {
  const said = (row: object, name: string) => JSON.stringify(ordered((row as Record<string, unknown>)[name] ?? null));
  return told.filter((name) => !toldElsewhere.includes(name) && said(before, name) !== said(next, name)).map((name) => `/${name}`);
}

export function stateOf(row: object | null): string | null {
  const status = (row as { status?: unknown } | null)?.status;
  return typeof status === 'string' ? status : null;
}

function fitting(event: CloudEvent): CloudEvent {
  if (Buffer.byteLength(JSON.stringify(event)) <= eventBytesMax) return event;
  throw new DomainError('TooLarge', 'too-large', `What others would be told of it is larger than ${eventBytesMax} bytes`);
}
