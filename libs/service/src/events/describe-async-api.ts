import { exampleEvent, type EventFamily, type Question } from '@fiksu/contracts';
import type { ServiceDescription } from '../openapi/describe-service.ts';
import { describeQuestions } from './describe-questions.ts';
import { EventTypes, type KnownType } from './event-types.ts';
import { jsonSchemaOf, outwardExample } from './outward-schema.ts';

const cloudEvents = 'application/cloudevents+json';
const version = '3.0.0';

interface Described {
  description: ServiceDescription;
  publishes: readonly EventFamily[];
  questions?: readonly Question[];
}

/**
 * The AsyncAPI 3 document of a service, from the same registry as its events: for each type the subject of the NATS
 * stream, and the ways by which it goes out over HTTP; beside them the questions that it answers.
 */
export function describeAsyncApi({ description, publishes, questions = [] }: Described, contractVersion: string): object {
  const { name, title, summary } = description;
  const types = new EventTypes(name, publishes).all;
  const recorded = types.filter((known) => known.recorded);
  const asked = describeQuestions(questions);
  return {
    asyncapi: version,
    info: {
      title: `${title}: events`,
      version: contractVersion,
      description: `${summary} Everything that happens is a CloudEvents 1.0 event. Consumers ignore members that they do not know.`,
      license: { name: 'EUPL-1.2', url: 'https://eupl.eu/1.2/en/' },
    },
    defaultContentType: cloudEvents,
    servers: servers(),
    channels: {
      ...Object.fromEntries(recorded.map((known) => [known.type, subject(known)])),
      feed: feed(name, recorded),
      webhooks: webhooks(types),
      ...asked.channels,
    },
    operations: { ...operations(recorded, types), ...asked.operations },
    components: { messages: messages(types), schemas: schemas({ ...Object.fromEntries(types.map(schemaOf)), ...asked.schemas }), securitySchemes },
  };
}

const servers = () => ({
  http: {
    host: '{host}',
    protocol: 'https',
    description: 'The address under which the platform answers',
    variables: { host: { default: 'localhost:8080' } },
    security: [{ $ref: '#/components/securitySchemes/bearer' }],
  },
  nats: {
    host: '{host}',
    protocol: 'nats',
    description: 'For the services, and for platforms of the city that the administrator trusts with what a coordinator sees',
    variables: { host: { default: 'localhost:4222' } },
    security: [{ $ref: '#/components/securitySchemes/natsUser' }],
  },
});

const securitySchemes = {
  bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'An access token with the role platform, coordinator or admin' },
  natsUser: { type: 'userPassword', description: 'A user of NATS that may read the streams of these services' },
};

/** A subject of the stream. What stands in it is for inside: it says who may read it. */
const subject = ({ type, family }: KnownType) => ({
  address: type,
  description: `On the JetStream stream ${family.stream}, which keeps everything.`,
  servers: [{ $ref: '#/servers/nats' }],
  messages: { [type]: { $ref: `#/components/messages/stream.${type}` } },
});

const feed = (service: string, recorded: readonly KnownType[]) => ({
  address: `/${service}/v1/events`,
  description: 'A page of events, oldest first, or with `Accept: text/event-stream` a live stream of them, each rendered for the caller.',
  servers: [{ $ref: '#/servers/http' }],
  messages: Object.fromEntries(recorded.map(({ type }) => [type, { $ref: `#/components/messages/${type}` }])),
});

const webhooks = (types: readonly KnownType[]) => ({
  address: null,
  description: 'Each event to the endpoints that want it, by the Standard Webhooks specification.',
  messages: Object.fromEntries(types.map(({ type }) => [type, { $ref: `#/components/messages/${type}` }])),
});

const operations = (recorded: readonly KnownType[], types: readonly KnownType[]) => ({
  ...Object.fromEntries(recorded.map(({ type }) => [`stream.${type}`, send(type, [type])])),
  feed: { ...send('feed', recorded.map(typeOf)), bindings: { http: { method: 'GET', bindingVersion: '0.3.0' } } },
  webhooks: { ...send('webhooks', types.map(typeOf)), bindings: { http: { method: 'POST', bindingVersion: '0.3.0' } } },
});

const typeOf = ({ type }: KnownType): string => type;

const send = (channel: string, types: readonly string[]) => ({
  action: 'send',
  channel: { $ref: `#/channels/${channel}` },
  messages: types.map((type) => ({ $ref: `#/channels/${channel}/messages/${type}` })),
});

function messages(types: readonly KnownType[]): object {
  return Object.fromEntries(
    types.flatMap((known) => {
      const payload = { $ref: `#/components/schemas/${known.type}` };
      const outward: [string, object] = [known.type, message(known, payload, outwardExample(known))];
      const inside = { allOf: [payload, { $ref: '#/components/schemas/OnStream' }] };
      return known.recorded ? [outward, [`stream.${known.type}`, message(known, inside, exampleEvent(known.family, known.action))]] : [outward];
    }),
  );
}

const message = ({ type, title, family }: KnownType, payload: object, example: object): object => ({
  name: type,
  title: title.en ?? title.fi ?? title.sv,
  'x-titles': title,
  tags: [{ name: family.noun }],
  contentType: cloudEvents,
  payload,
  examples: [{ name: 'example', payload: example }],
});

const OnStream = {
  type: 'object',
  description: 'What only readers of the stream get',
  required: ['data'],
  properties: {
    data: {
      type: 'object',
      required: ['visibility'],
      properties: { visibility: { type: 'string', enum: ['public', 'internal'], description: 'Who may read it: everybody, or who works for the city' } },
    },
  },
};

const schemaOf = (known: KnownType): [string, Record<string, unknown>] => [known.type, jsonSchemaOf(known, 'draft-7')];

/** Each by its name; what several have in common stands beside them, once: here references begin at the root of the document. */
function schemas(named: Record<string, Record<string, unknown>>): object {
  const shared: Record<string, unknown> = {};
  const own = Object.entries(named).map(([name, { $schema: _, definitions = {}, ...schema }]) => {
    Object.assign(shared, definitions);
    return [name, schema];
  });
  const text = JSON.stringify({ ...shared, OnStream, ...Object.fromEntries(own) });
  return JSON.parse(text.replaceAll('"#/definitions/', '"#/components/schemas/')) as object;
}
