/**
 * What the log says of a failure in one line. The words of a database's error, and of text that is no JSON, repeat values,
 * which may be somebody's: there the kind, the code and the constraint have to do.
 */
export function wordsOfFailure(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  const kind = [error.name, code, constraint].filter((part) => typeof part === 'string').join(' ');
  return repeatsValues(error) ? kind : error.message;
}

/** Whether an error repeats in its words what was sent or kept. */
export const repeatsValues = (error: Error): boolean => typeof (error as { severity?: unknown }).severity === 'string' || error instanceof SyntaxError;

/** Where an error came from: its frames alone, without its words, whatever these look like. */
export function framesOf({ message, stack = '' }: Error): string[] {
  const at = message === '' ? -1 : stack.indexOf(message);
  const afterWords = at < 0 ? stack : stack.slice(at + message.length);
  return afterWords.split('\n').filter((line) => /^\s+at /.test(line));
}
