import { framesOf, repeatsValues, wordsOfFailure } from './words-of-failure.ts';

const databases = (message: string) => Object.assign(new Error(message), { name: 'error', severity: 'ERROR', code: '22P02', constraint: 'contact_email' });

describe('what the log says of a failure', () => {
  it('is the kind and the code of an error of the database, without its words', () => {
    expect(wordsOfFailure(databases('invalid input syntax for type uuid: "aino@example.fi"'))).toBe('error 22P02 contact_email');
  });

  it('is the kind alone of text that is no JSON', () => {
    expect(wordsOfFailure(new SyntaxError('Unexpected token A in JSON: aino@example.fi'))).toBe('SyntaxError');
  });

  it('is what another error says, and what kind of thing it is that is no error', () => {
    expect(wordsOfFailure(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }))).toBe('connect ECONNREFUSED');
    expect([wordsOfFailure('aino@example.fi'), wordsOfFailure(null)]).toEqual(['string', 'object']);
  });

  it('has the frames of an error, and nothing of its words that looks like one', () => {
    const error = databases('invalid: "x\n    at aino@example.fi"');
    expect(framesOf(error).join('\n')).not.toContain('aino');
    expect(framesOf(error).length).toBeGreaterThan(0);
    expect([repeatsValues(error), repeatsValues(new Error('x'))]).toEqual([true, false]);
  });
});
