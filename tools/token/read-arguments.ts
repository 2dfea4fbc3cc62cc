import { parseArgs } from 'node:util';
import { ROLES, type Role, type Wanted } from './ask-for-token.ts';

export interface Asked {
  role: Role;
  wanted: Wanted;
  /** The platform, where it is not the one that `npm start` runs here. */
  url: string | undefined;
}

export const usage = `npm run token -- <role> [--districts malmi,pasila] [--org <organisation's id>] [--sub <person>] [--scope personal-data]
The roles are ${ROLES.join(', ')}. The token alone is printed with: npm run -s token -- <role>`;

const isRole = (word: string): word is Role => (ROLES as readonly string[]).includes(word);

/** @throws Error that says what is wrong with the arguments, and how they are written */
export function readArguments(args: string[]): Asked {
  const text = { type: 'string' } as const;
  const { values, positionals } = parsed(() =>
    parseArgs({ args, allowPositionals: true, options: { districts: text, org: text, sub: text, scope: text, url: text } }),
  );
  const [role, ...more] = positionals;
  if (role === undefined) throw new Error(`Whose token?\n${usage}`);
  if (!isRole(role)) throw new Error(`There is no role "${role}".\n${usage}`);
  if (more.length > 0) throw new Error(`A token has one role here, and not "${more.join(' ')}" beside it.\n${usage}`);
  const { url, ...wanted } = values;
  return { role, wanted, url };
}

function parsed<Result>(parse: () => Result): Result {
  try {
    return parse();
  } catch (error) {
    throw new Error(`${(error as Error).message.split('. ')[0]}.\n${usage}`);
  }
}
