import { Writable } from 'node:stream';
import pg from 'pg';
import { fastify } from 'fastify';
import { JsonLogger, logTerms } from './logger.ts';

/** What a logger with our terms writes. */
function logged(write: (log: ReturnType<typeof fastify>['log']) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  const stream = new Writable({ write: (chunk: Buffer, _encoding, done) => (lines.push(String(chunk)), done()) });
  write(fastify({ logger: { level: 'trace', stream, ...logTerms } }).log);
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('a line of the log', () => {
  it('has the members that are known to hold nothing personal, and no other', () => {
    const [line] = logged((log) =>
      log.info({ traceId: 'abc', body: { email: 'aino@example.fi' }, headers: { authorization: 'Bearer x' }, address: '192.0.2.1', url: '/x?q=Aino' }, 'said'),
    );
    expect(Object.keys(line ?? {}).sort()).toEqual(['hostname', 'level', 'msg', 'pid', 'time', 'traceId']);
    expect(JSON.stringify(line)).not.toMatch(/aino|Bearer|192\.0/i);
  });

  it('has no body and no address of a request that is given to it', () => {
    const [line] = logged((log) => log.info({ req: { url: '/needs?q=Aino', ip: '192.0.2.1' }, res: {}, traceId: 'abc' }, 'said'));
    expect(line).not.toHaveProperty('req');
  });

  it('of an error of the database has its code and its constraint, and none of its words, which repeat values', () => {
    const error = Object.assign(new pg.DatabaseError('invalid input syntax for type uuid: "aino@example.fi"', 1, 'error'), {
      ...{ severity: 'ERROR', code: '22P02', detail: 'Key (email)=(aino@example.fi) already exists.', table: 'contact', constraint: 'contact_email' },
    });
    const [line] = logged((log) => log.error({ err: error, traceId: 'abc' }, 'bug: unexpected error'));
    expect(line?.err).toMatchObject({ type: 'error', code: '22P02', constraint: 'contact_email', table: 'contact', stack: expect.stringContaining('at ') });
    expect(JSON.stringify(line)).not.toContain('aino');
  });

  it('of text that is no JSON has none of the text', () => {
    const parse = () => JSON.parse('{"email":"aino@example.fi" oops') as unknown;
    const [line] = logged((log) => {
      try {
        parse();
      } catch (error) {
        log.error({ err: error }, 'bug: unexpected error');
      }
    });
    expect(line?.err).toMatchObject({ type: 'SyntaxError' });
    expect(JSON.stringify(line)).not.toContain('aino');
  });

  it('of an error without words of the line’s own has none of the error’s', () => {
    const error = Object.assign(new Error('Key (email)=(aino@example.fi)\n    at aino@example.fi'), { severity: 'ERROR', code: '23505' });
    const lines = logged((log) => {
      log.error(error);
      log.error({ err: error });
      log.error({ err: null }, 'said');
      new JsonLogger(log).error(error, error.stack, { body: 'aino@example.fi' });
      new JsonLogger(log).warn('said', { body: 'aino@example.fi' });
    });
    expect(lines).toHaveLength(5);
    expect(JSON.stringify(lines)).not.toContain('aino');
  });

  it('of any other error says what it is', () => {
    const [line] = logged((log) => log.error({ err: new TypeError('not a function') }, 'bug: unexpected error'));
    expect(line?.err).toMatchObject({ type: 'TypeError', message: 'not a function' });
  });
});
