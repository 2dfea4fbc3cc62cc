import { createHash } from 'node:crypto';
import { Id, cloudEvent, type CloudEvent, type EventFamily } from '@fiksu/contracts';
import { z } from 'zod';

/** What names an event, of whatever type and version. */
const Envelope = z.object({ id: Id, type: z.string(), subject: z.string().includes('/'), aggregateversion: z.int().positive() });

/** An event, or what was to be one, with what it takes to file it. */
export interface Received {
  /** That of the event; made from the bytes where they tell none, so that the same message is the same dead letter. */
  id: string;
  type: string;
  /** `<collection>/<id>`; empty where it is not known. */
  aggregate: string;
  version: number;
  /** Its number in the stream: the order within its aggregate. */
  seq: number;
  text: string;
  event: CloudEvent | null;
  /** Why there is no event. It repeats nothing of the text. */
  fault: string;
}

/**
 * Reads a message; null for one about something that nobody here listens to.
 * Of a noun that is listened to, a new participle is read as its others are, since each carries the whole state.
 */
export function readEvent(text: string, subject: string, seq: number, listensTo: readonly EventFamily[]): Received | null {
  const family = listensTo.find(({ service, noun }) => subject.startsWith(`fiksu.${service}.${noun}.`));
  if (!family) return null;
  const unknown = { id: idOfBytes(text), type: subject, aggregate: '', version: 0, seq, text, event: null };
  const json = parseJson(text);
  if (json === undefined) return { ...unknown, fault: 'Is no JSON' };
  const envelope = Envelope.safeParse(json);
  if (!envelope.success) return { ...unknown, fault: faultsOf(envelope.error) };
  const { id, type, subject: aggregate, aggregateversion: version } = envelope.data;
  const known = { id, type, aggregate, version, seq, text };
  const schema = schemaOf(family, type);
  if (!schema) return { ...known, event: null, fault: `${type} is of no version that is known here` };
  const parsed = schema.safeParse(json);
  return parsed.success ? { ...known, event: parsed.data, fault: '' } : { ...known, event: null, fault: faultsOf(parsed.error) };
}

/** Tells of what could not be read whether it names an event all the same: then it has a place among the steps of an aggregate. */
export const namesEvent = (value: unknown): value is CloudEvent => Envelope.safeParse(value).success;

/** Whether an event ends its aggregate: what is made again under the same name begins at version 1. */
export const isEnd = ({ type }: Pick<CloudEvent, 'type'>): boolean => /\.deleted\.v\d+$/.test(type);

function schemaOf(family: EventFamily, type: string): z.ZodType<CloudEvent> | null {
  const action = Object.keys(family.types).find((each) => family.types[each]?.type === type);
  if (action !== undefined) return family.schemaOf(action);
  const versions = Object.values(family.types).map((each) => versionOf(each.type));
  return versions.includes(versionOf(type)) ? (cloudEvent(type, family.state) as unknown as z.ZodType<CloudEvent>) : null;
}

const versionOf = (type: string): string => type.slice(type.lastIndexOf('.'));

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const faultsMax = 5;
const faultsOf = ({ issues }: z.ZodError): string =>
  issues
    .slice(0, faultsMax)
    .map(({ path, message }) => `/${path.join('/')} ${message}`)
    .join('; ');

function idOfBytes(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
