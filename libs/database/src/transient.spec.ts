import { isTransient } from './transient.ts';

const failure = (code: unknown, message = 'failed'): Error => Object.assign(new Error(message), { code });

describe('a failure that passes by itself', () => {
  it.each([
    ['08006', 'the connection broke'],
    ['08001', 'the connection could not be made'],
    ['53300', 'too many connections'],
    ['53100', 'the disk is full'],
    ['57P01', 'an administrator ended it'],
    ['57P03', 'the server is starting'],
    ['57014', 'a statement took too long'],
    ['40001', 'two transactions met'],
    ['40P01', 'two transactions waited for one another'],
    ['55P03', 'a lock was not to be had'],
    ['ECONNREFUSED', 'nobody listens'],
    ['ECONNRESET', 'the other side hung up'],
    ['ETIMEDOUT', 'nobody answers'],
    ['ENOTFOUND', 'the name is not known'],
  ])('is %s: %s', (code) => {
    expect(isTransient(failure(code))).toBe(true);
  });

  it.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'database "notes" is not currently accepting connections',
  ])('is told by its words alone: %s', (message) => {
    expect(isTransient(failure(undefined, message))).toBe(true);
  });

  it.each([['23505'], ['23503'], ['22P02'], ['42P01'], ['42501'], ['XX000'], ['ENOENT'], ['EACCES'], [undefined], [57014]])('is not %s', (code) => {
    expect(isTransient(failure(code))).toBe(false);
  });

  it.each([null, undefined, 'ECONNREFUSED', 5, {}])('is not what is no failure: %s', (thing) => {
    expect(isTransient(thing)).toBe(false);
  });
});
