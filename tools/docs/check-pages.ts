import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandsOf } from './read-commands.ts';
import { Shell } from './shell.ts';

/** The address that the pages name; a reader who has changed PORT changes it as well. */
const writtenOrigin = 'http://localhost:8080';

export interface Counted {
  passed: number;
  failed: number;
}

/** Runs what a reader would paste, page by page, and tells one line a command. */
export async function checkPages(root: string, origin: string): Promise<Counted> {
  const counted = { passed: 0, failed: 0 };
  const pages = ['README.md', ...globSync('docs/**/*.md', { cwd: root }).sort()].filter((page) => existsSync(join(root, page)));
  for (const page of pages) {
    const commands = commandsOf(readFileSync(join(root, page), 'utf8'), page === 'README.md' ? 'all' : 'marked');
    if (commands.length === 0) continue;
    const shell = new Shell();
    for (const { line, text } of commands) {
      const { succeeded, output } = await shell.run(text.replaceAll(writtenOrigin, origin));
      counted[succeeded ? 'passed' : 'failed']++;
      console.log(`${succeeded ? 'ok  ' : 'FAIL'} ${page}:${line} ${text.replace(/\s+/g, ' ').slice(0, 100)}`);
      if (!succeeded) console.log(output.slice(-500).replace(/^/gm, '       '));
    }
    await shell.close();
  }
  return counted;
}
