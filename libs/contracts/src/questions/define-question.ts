import { z } from 'zod';

/** A question that one service answers to others while it is up: for what must be fresh. What may be a second old is remembered from events. */
export interface Question<Asked = unknown, Answer = unknown> {
  service: string;
  /** `fiksu.rpc.<service>.<question>.v1`, written out so that a search finds it. */
  subject: string;
  asked: z.ZodType<Asked>;
  answer: z.ZodType<Answer>;
}

const subjectPattern = /^fiksu\.rpc\.[a-z-]+\.[a-z-]+\.v[1-9]\d*$/;

/** @throws Error for a subject that does not belong to the service */
export function defineQuestion<Asked, Answer>(question: Question<Asked, Answer>): Question<Asked, Answer> {
  if (!subjectPattern.test(question.subject) || !question.subject.startsWith(`fiksu.rpc.${question.service}.`))
    throw new Error(`${question.subject} is no question to ${question.service}`);
  return question;
}

/** Why a question was not answered: `malformed` for one that does not fit its schema, else the code of a problem. */
export const Unanswered = z.object({ code: z.string(), detail: z.string() });
export type Unanswered = z.infer<typeof Unanswered>;

/** What comes back: the answer, or why there is none. */
export const replyTo = <Answer>(question: Question<unknown, Answer>) => z.union([z.object({ answer: question.answer }), z.object({ problem: Unanswered })]);
