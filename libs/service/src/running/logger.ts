import type { LoggerService } from '@nestjs/common';
import type { FastifyBaseLogger } from 'fastify';
import type { LoggerOptions } from 'pino';
import { framesOf, repeatsValues, wordsOfFailure } from '@fiksu/database';
import { LOGGED } from '../personal/kit-personal-data.ts';

/** Nest's own messages as JSON lines of the service's one logger. Start-up chatter is for debugging. */
export class JsonLogger implements LoggerService {
  constructor(private readonly logger: FastifyBaseLogger) {}

  log(message: unknown, context?: unknown): void {
    this.logger.debug({ context: textOf(context) }, textOf(message));
  }

  debug(message: unknown, context?: unknown): void {
    this.logger.debug({ context: textOf(context) }, textOf(message));
  }

  verbose(message: unknown, context?: unknown): void {
    this.logger.trace({ context: textOf(context) }, textOf(message));
  }

  warn(message: unknown, context?: unknown): void {
    this.logger.warn({ context: textOf(context) }, textOf(message));
  }

  error(message: unknown, stack?: unknown, context?: unknown): void {
    // Nest gives a stack as text, with the words of the error in front.
    const frames = typeof stack === 'string' ? stack.split('\n').filter((line) => /^\s+at \S+ \(|^\s+at (async )?(file|node):/.test(line)) : [];
    this.logger.error({ context: textOf(context), stack: frames.join('\n') }, textOf(message));
  }
}

/** A word or a sentence of the code's own; of an error what can be told of it. */
const textOf = (said: unknown): string | undefined => (typeof said === 'string' ? said : said === undefined ? undefined : wordsOfFailure(said));

/** What of an error is logged: where its words may repeat values, they are left out. */
function loggedError(error: unknown) {
  if (!(error instanceof Error)) return { type: typeof error, message: '', stack: '' };
  const { name, message, code, constraint, table } = error as Error & { code?: unknown; constraint?: unknown; table?: unknown };
  return { type: name, message: repeatsValues(error) ? '' : message, code, constraint, table, stack: framesOf(error).join('\n') };
}

const only = (names: readonly string[]) => (line: Record<string, unknown>) => Object.fromEntries(Object.entries(line).filter(([name]) => names.includes(name)));

/**
 * How a line of the log is written: of its members those alone that are known to hold nothing personal. So no body, no
 * address, no header and no query string gets into a log, whoever writes a line.
 */
export const logTerms: Pick<LoggerOptions, 'formatters' | 'serializers' | 'hooks'> = {
  formatters: { log: only(LOGGED) },
  serializers: { err: loggedError },
  hooks: {
    /** Without words of its own, a line would get those of its error. */
    logMethod(sent, method) {
      const [first, words] = sent as [unknown, unknown];
      if (first instanceof Error) method.apply(this, [{ err: first }, typeof words === 'string' ? words : 'an error']);
      else if (typeof first === 'object' && first !== null && 'err' in first && words === undefined) method.apply(this, [first, 'an error']);
      else method.apply(this, sent);
    },
  },
};
