import { replyTo, type Question } from '@fiksu/contracts';
import type { Nats } from '../nats/nats.ts';

const answerTimeoutMs = 2000;

/** Nobody has answered, or nobody could: the caller goes on without, or says 503. A question that writes is never repeated by itself. */
export class NoAnswer extends Error {
  readonly code: string;

  constructor(code: string, detail: string) {
    super(detail);
    this.name = 'NoAnswer';
    this.code = code;
  }
}

/**
 * Asks another service over core NATS, once, for up to 2 s where nothing else is said. Where nobody listens, that is known at once.
 * @throws NoAnswer `unavailable` where nobody answers, else with the code that came back
 */
export async function ask<Asked, Answer>(nats: Nats, question: Question<Asked, Answer>, asked: Asked, timeoutMs = answerTimeoutMs): Promise<Answer> {
  const connection = nats.current();
  if (!connection) throw new NoAnswer('unavailable', 'NATS is not connected');
  const message = await connection.request(question.subject, JSON.stringify(asked), { timeout: timeoutMs }).catch((error: Error) => {
    throw new NoAnswer('unavailable', `${question.service} does not answer: ${error.message}`);
  });
  const reply = replyTo(question).parse(message.json());
  if ('problem' in reply) throw new NoAnswer(reply.problem.code, reply.problem.detail);
  return reply.answer;
}
