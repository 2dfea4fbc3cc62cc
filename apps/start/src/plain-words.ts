import { CannotStart } from '@fiksu/embedded';

/** What a failure is to a person: one line without a stack trace, or undefined when it is a fault of ours. */
export function inPlainWords(error: unknown): string | undefined {
  if (error instanceof CannotStart) return error.message;
  const { code, path } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return `The disk is full${at(path)}: make room and start again`;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `This user may not read or write${at(path) || ' a file'} (${code}): give the clone to this user, or clone to another place`;
    case 'EMFILE':
    case 'ENFILE':
      return `Too many files are open (${code}): raise the limit with ulimit -n and start again`;
    default:
      return undefined;
  }
}

function at(path: string | undefined): string {
  return path ? ` at ${path}` : '';
}
