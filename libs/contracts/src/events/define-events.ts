import { z } from 'zod';
import type { LocalisedText } from '../values/localised-text.ts';
import { cloudEvent, type CloudEvent } from './cloud-event.ts';

const typePattern = /^fiksu\.[a-z-]+\.[a-z-]+\.[a-z-]+\.v[1-9]\d*$/;

/** One type of event: `fiksu.roadmap.need.accepted.v1`, written out so that a search finds it. */
export interface EventType {
  type: string;
  title: LocalisedText;
  /** A state as this type alone tells it. */
  example?: object;
}

/** The events about one kind of resource. */
export interface EventFamily {
  service: string;
  /** Singular, kebab-case: what the types begin with after the service. */
  noun: string;
  /** The word in the path. */
  collection: string;
  /** All that others may ever be told, and nothing else: what it does not name goes into no event. */
  state: z.ZodObject;
  /** Of an event that is not public, what everybody who reads events is told beside `id`, `version` and `status`. */
  outline: readonly string[];
  /** Members of which no more than a change is told, in `change.fields`: too large for a message. */
  mentioned?: readonly string[];
  types: Record<string, EventType>;
  /** A whole state, for docs and tests. */
  example: object;
  /** The stream of the service that publishes: `ROADMAP`. */
  stream: string;
  /** Matches the subjects of all types of this noun. */
  subjects: string;
  /** The schema of one type. What was deleted tells no more than its outline. */
  schemaOf: (action: string) => z.ZodType<CloudEvent>;
}

interface Definition<State extends z.ZodRawShape> extends Omit<EventFamily, 'stream' | 'subjects' | 'schemaOf'> {
  state: z.ZodObject<State>;
  outline: readonly (keyof State & string)[];
  example: z.input<z.ZodObject<State>>;
}

/** Of what was deleted: the outline that it had. */
const goneOf = (state: z.ZodObject, outline: readonly string[]) =>
  z.object({
    ...Object.fromEntries(['status', ...outline].flatMap((name) => (name in state.shape ? [[name, state.shape[name].optional()]] : []))),
    id: z.string(),
    version: z.int(),
  });

export const streamOf = (service: string): string => service.toUpperCase();

/**
 * The events about one kind of resource: one type for every action, with the whole state after it. `event` reads an
 * event of any of its types, except of what was deleted.
 * @throws Error for a type that is not named as the contract says (G22)
 */
export function defineEvents<State extends z.ZodRawShape>(definition: Definition<State>) {
  const { service, noun, state, types } = definition;
  for (const { type } of Object.values(types))
    if (!typePattern.test(type) || !type.startsWith(`fiksu.${service}.${noun}.`)) throw new Error(`${type} is no type of fiksu.${service}.${noun}`);
  const schemas = new Map<string, z.ZodType<CloudEvent>>();
  for (const [action, { type }] of Object.entries(types)) {
    const known: z.ZodObject = action === 'delete' ? goneOf(state, definition.outline) : state;
    schemas.set(action, cloudEvent(type, known) as unknown as z.ZodType<CloudEvent>);
  }
  const family: EventFamily = {
    ...definition,
    stream: streamOf(service),
    subjects: `fiksu.${service}.${noun}.>`,
    schemaOf: (action) => schemas.get(action) ?? z.never(),
  };
  return { ...family, event: cloudEvent(null, state) };
}
