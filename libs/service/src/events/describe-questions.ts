import { replyTo, type Question } from '@fiksu/contracts';
import { z } from 'zod';
import { plain } from './outward-schema.ts';

const answered = (subject: string): string => `${subject}.answered`;

/** The questions that a service answers over core NATS, for its AsyncAPI document: of each two channels and what it does. */
export function describeQuestions(questions: readonly Question[]) {
  return {
    channels: Object.fromEntries(questions.flatMap(channelsOf)),
    operations: Object.fromEntries(questions.map((question) => [question.subject, operationOf(question)])),
    schemas: Object.fromEntries(
      questions.flatMap(({ subject, ...question }) => [
        [subject, schemaOf(question.asked)],
        [answered(subject), schemaOf(replyTo(question as Question))],
      ]),
    ) as Record<string, Record<string, unknown>>,
  };
}

const schemaOf = (type: z.ZodType) => z.toJSONSchema(type, { io: 'input', target: 'draft-7', unrepresentable: 'any', override: plain });

const channelsOf = ({ subject }: Question): [string, object][] => [
  [subject, { address: subject, servers: [{ $ref: '#/servers/nats' }], messages: { asked: message(subject, 'A question') } }],
  // The address is that of whoever asks, and comes with the question.
  [
    answered(subject),
    { address: null, servers: [{ $ref: '#/servers/nats' }], messages: { answered: message(answered(subject), 'Its answer, or why there is none') } },
  ],
];

const message = (name: string, title: string) => ({ name, title, contentType: 'application/json', payload: { $ref: `#/components/schemas/${name}` } });

const operationOf = ({ service, subject }: Question) => ({
  action: 'receive',
  summary: 'Answers while the service is up; each question by one of its replicas',
  channel: { $ref: `#/channels/${subject}` },
  messages: [{ $ref: `#/channels/${subject}/messages/asked` }],
  reply: { channel: { $ref: `#/channels/${answered(subject)}` }, messages: [{ $ref: `#/channels/${answered(subject)}/messages/answered` }] },
  bindings: { nats: { queue: service, bindingVersion: '0.1.0' } },
});
