/** What a service says of its events: API contract, "Event types", "Addresses" and G22. */
import { Parser } from '@asyncapi/parser';
import { numberEvents } from '@fiksu/messaging';
import type { Client } from '@fiksu/testing';
import { startNotes, type NotesService } from '../../test/notes-service.ts';
import { noteBody } from '../../test/planted-notes.ts';
import { describeAsyncApi } from './describe-async-api.ts';
import { EventTypes } from './event-types.ts';
import { outwardSchema } from './outward-schema.ts';
import { noteEvents } from '../../test/note-events.ts';
import { notesService } from '../../test/notes-service.ts';
import { defineQuestion } from '@fiksu/contracts';
import { z } from 'zod';

interface Listed {
  type: string;
  title: object;
  schema: { $schema: string; properties: { type: object; data: { properties: object; required: string[] } } };
  example: { type: string; data: object };
}
type Part = Record<string, Record<string, unknown>>;
interface Document {
  asyncapi: string;
  channels: Record<string, { address: string | null; messages: Part }>;
  operations: Record<string, { action: string; channel: { $ref: string } }>;
  components: { messages: Record<string, { payload: object; examples: { payload: { data: object } }[] }>; schemas: Part };
}

let notes: NotesService;
let listed: Listed[];
let document: Document;
beforeAll(async () => {
  notes = await startNotes();
  listed = (await notes.anyone.get('/events/types').expect(200)).body.data;
  document = (await notes.anyone.get('/asyncapi.json').expect(200)).body;
});
afterAll(() => notes.stop());

/** What notes tell, and what every service tells. */
const recorded = ['note.created', 'note.changed', 'note.published', 'note.retired', 'note.deleted', 'event.redacted'].map((name) => `fiksu.notes.${name}.v1`);
const tested = 'fiksu.notes.webhook.tested.v1';
const known = new EventTypes('notes', [noteEvents]);

describe('the list of types', () => {
  it('has what the service sends, each with its name for people, and nothing else', () => {
    expect(listed.map(({ type }) => type).sort()).toEqual([...recorded, tested].sort());
    for (const { title } of listed) expect(Object.values(title)[0]).toEqual(expect.any(String));
  });

  it('has of each a JSON Schema of what goes out, without what is for inside', () => {
    for (const { type, schema } of listed) {
      expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
      expect(schema.properties.type).toMatchObject({ const: type });
      expect(Object.keys(schema.properties.data.properties)).toContain('change');
      expect(JSON.stringify(schema)).not.toContain('visibility');
      expect(JSON.stringify(schema)).not.toContain('additionalProperties');
    }
  });

  it('has of each an example that fits', () => {
    for (const { type, example } of listed) {
      const schema = outwardSchema(known.find(type) as NonNullable<ReturnType<typeof known.find>>);
      expect([type, schema.safeParse(example).error?.issues]).toEqual([type, undefined]);
      expect(example.type).toBe(type);
      expect(example.data).not.toHaveProperty('visibility');
    }
  });

  it('has types that events fit, for every reader', async () => {
    const coordinator = await notes.as('coordinator');
    const path = `/notes/${(await coordinator.post('/notes', noteBody()).expect(201)).body.id}`;
    await coordinator.act(path, 'publish');
    await coordinator.delete(path, { 'If-Match': '*' }).expect(204);
    await numberEvents(notes.db);
    const clients: Client[] = [coordinator, await notes.as('platform')];
    for (const client of clients) {
      const { body } = await client.get('/events').expect(200);
      expect(body.data).toHaveLength(3);
      for (const event of body.data) {
        const schema = outwardSchema(known.find(event.type) as NonNullable<ReturnType<typeof known.find>>);
        expect([event.type, schema.safeParse(event).error?.issues]).toEqual([event.type, undefined]);
      }
    }
  });
});

describe('the AsyncAPI document', () => {
  /** Information alone is no fault: that there is a newer version than the one that was asked for. */
  const faultsOf = async (text: object): Promise<object[]> => {
    const { diagnostics } = await new Parser().parse(JSON.stringify(text));
    return diagnostics.filter(({ severity }) => severity < 2).map(({ code, message, path }) => ({ code, message, path }));
  };

  it('is AsyncAPI 3.0, and has no faults', async () => {
    expect(document.asyncapi).toBe('3.0.0');
    expect(await faultsOf(document)).toEqual([]);
  });

  it('has a subject of the stream for each type, and the feed and the webhooks for all', () => {
    const addresses = Object.values(document.channels).map(({ address }) => address);
    expect(addresses.sort()).toEqual([...recorded, '/notes/v1/events', null].sort());
    const messagesOf = (channel: string) => Object.keys(document.channels[channel]?.messages ?? {}).sort();
    expect(messagesOf('feed')).toEqual([...recorded].sort());
    // What tries out a webhook goes there alone.
    expect(messagesOf('webhooks')).toEqual([...recorded, tested].sort());
  });

  it('says that the service sends on each of them', () => {
    const sent = Object.values(document.operations).map(({ action, channel }) => [action, channel.$ref]);
    expect(sent.sort()).toEqual(
      Object.keys(document.channels)
        .map((name) => ['send', `#/channels/${name}`])
        .sort(),
    );
  });

  it('has of each message a schema and an example; who may read it is told on the stream alone', () => {
    const { messages, schemas } = document.components;
    expect(Object.keys(messages).sort()).toEqual([...recorded.flatMap((type) => [type, `stream.${type}`]), tested].sort());
    for (const type of [...recorded, tested]) {
      expect(schemas[type]).toMatchObject({ type: 'object' });
      expect(messages[type]?.payload).toEqual({ $ref: `#/components/schemas/${type}` });
      expect(messages[type]?.examples[0]?.payload.data).not.toHaveProperty('visibility');
    }
    for (const type of recorded) expect(messages[`stream.${type}`]?.examples[0]?.payload.data).toHaveProperty('visibility');
  });

  it('tells of the questions that a service answers', async () => {
    const subject = 'fiksu.rpc.notes.how-many.v1';
    const question = defineQuestion({ service: 'notes', subject, asked: z.object({ district: z.string() }), answer: z.object({ count: z.int() }) });
    const asked = describeAsyncApi({ ...notesService, questions: [question] }, '1.0.0') as Document;
    expect(await faultsOf(asked)).toEqual([]);
    expect(asked.channels[subject]?.address).toBe(subject);
    expect(asked.operations[subject]).toMatchObject({ action: 'receive', channel: { $ref: `#/channels/${subject}` }, bindings: { nats: { queue: 'notes' } } });
    expect(asked.components.schemas[subject]).toMatchObject({ required: ['district'] });
  });

  it('would be refused with a fault in it', async () => {
    expect(await faultsOf({ ...document, operations: { broken: { action: 'send', channel: { $ref: '#/channels/none' } } } })).not.toEqual([]);
  });
});
