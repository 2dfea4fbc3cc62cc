import type { LoggerService } from '@nestjs/common';
import type { FastifyBaseLogger } from 'fastify';
import { LOGGED } from '../personal/kit-personal-data.ts';

/** Nest's own messages as JSON lines of the service's one logger. Start-up chatter is for debugging. */
export class JsonLogger implements LoggerService {
  constructor(private readonly logger: FastifyBaseLogger) {}

  log(message: unknown, context?: unknown): void {
    this.logger.debug({ context }, String(message));
  }

  debug(message: unknown, context?: unknown): void {
    this.logger.debug({ context }, String(message));
  }

  verbose(message: unknown, context?: unknown): void {
    this.logger.trace({ context }, String(message));
  }

  warn(message: unknown, context?: unknown): void {
    this.logger.warn({ context }, String(message));
  }

  error(message: unknown, stack?: unknown, context?: unknown): void {
    this.logger.error({ context, stack }, String(message));
  }
}

/** What of an error is logged. The words of a database's error, or about text that is no JSON, may repeat values and are left out. */
function loggedError(error: Error & { code?: unknown; constraint?: unknown; table?: unknown; severity?: unknown }) {
  const { name, message, code, constraint, table, stack = '' } = error;
  const repeatsValues = typeof error.severity === 'string' || error instanceof SyntaxError;
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return { type: name, message: repeatsValues ? '' : message, code, constraint, table, stack: frames.join('\n') };
}

/**
 * How a line of the log is written: of its members those alone that are known to hold nothing personal. So no body, no
 * address, no header and no query string gets into a log, whoever writes a line.
 */
export const logTerms = {
  formatters: {
    log: (line: Record<string, unknown>) => Object.fromEntries(Object.entries(line).filter(([name]) => (LOGGED as readonly string[]).includes(name))),
  },
  serializers: { err: loggedError },
};
