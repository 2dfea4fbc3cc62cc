import { framesOf, wordsOfFailure } from '@fiksu/database';
import type { Question, Unanswered } from '@fiksu/contracts';
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import type { Nats } from '../nats/nats.ts';
import type { Log } from '../relay/relay.ts';

/** Answers one question. */
export abstract class Responder<Asked = unknown, Answer = unknown> {
  abstract readonly question: Question<Asked, Answer>;
  abstract answer(asked: Asked): Promise<Answer>;
}

/** Listens to the questions of a service; each is answered by one of its replicas. */
export class Responders {
  private listening: NatsConnection | null = null;

  constructor(
    private readonly nats: Nats,
    private readonly responders: () => readonly Responder[],
    /** What an error tells to whoever asked; null for one that was not foreseen. */
    private readonly problemOf: (error: unknown) => Unanswered | null,
    private readonly log: Log,
  ) {}

  start(): void {
    this.nats.onUp((connection) => {
      // A connection that comes up again has its subscriptions.
      if (this.listening === connection) return;
      this.listening = connection;
      for (const each of this.responders()) this.listen(connection, each);
    });
  }

  /** What has been asked is answered while the connection is drained. */
  async stop(): Promise<void> {
    this.listening = null;
  }

  private listen(connection: NatsConnection, each: Responder): void {
    const { service, subject } = each.question;
    connection.subscribe(subject, { queue: service, callback: (error, message) => (error ? undefined : void this.reply(each, message)) });
  }

  private async reply(each: Responder, message: Msg): Promise<void> {
    message.respond(JSON.stringify(await this.replyOf(each, readJson(message))));
  }

  private async replyOf(each: Responder, sent: unknown): Promise<{ answer: unknown } | { problem: Unanswered }> {
    const { question } = each;
    const asked = question.asked.safeParse(sent);
    if (!asked.success)
      return { problem: { code: 'malformed', detail: asked.error.issues.map(({ path, message }) => `/${path.join('/')} ${message}`).join('; ') } };
    try {
      return { answer: question.answer.parse(await each.answer(asked.data)) };
    } catch (error) {
      const problem = this.problemOf(error);
      if (!problem)
        this.log.error(
          `bug: ${question.subject} could not be answered: ${wordsOfFailure(error)}${error instanceof Error ? `\n${framesOf(error).join('\n')}` : ''}`,
        );
      return { problem: problem ?? { code: 'internal-error', detail: 'Something went wrong on our side' } };
    }
  }
}

function readJson(message: Msg): unknown {
  try {
    return message.json();
  } catch {
    return undefined;
  }
}
