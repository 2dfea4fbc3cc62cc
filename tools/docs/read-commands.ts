import { spawnSync } from 'node:child_process';

export interface Command {
  /** Of the first line of the command, from 1. */
  line: number;
  text: string;
}

/** A block with one of these sets the machine up or never ends: other checks run it. */
const startsOrInstalls = /\bnpm (ci|install|start|test)\b/;

/** Before a block of a page under `docs/` that is to be run; in the README all are. */
const marker = '<!-- run -->';

/** The commands in the ```bash blocks of a page, in order. */
export function commandsOf(page: string, which: 'all' | 'marked'): Command[] {
  const lines = page.split('\n');
  const commands: Command[] = [];
  for (let start = 0; start < lines.length; start++) {
    if (!/^```(bash|sh|shell)\s*$/.test(lines[start] ?? '')) continue;
    const length = lines.slice(start + 1).findIndex((line) => /^```\s*$/.test(line));
    const block = lines.slice(start + 1, length < 0 ? undefined : start + 1 + length);
    const isMarked =
      lines
        .slice(0, start)
        .findLast((line) => line.trim() !== '')
        ?.trim() === marker;
    if ((which === 'all' || isMarked) && !startsOrInstalls.test(block.join('\n'))) commands.push(...commandsIn(block, start + 2));
    start += block.length + 1;
  }
  return commands;
}

/** A command goes on to the next line where bash says that it is not finished: a quote, a backslash, a loop. */
function commandsIn(block: string[], firstLine: number): Command[] {
  const commands: Command[] = [];
  let begun: Command | undefined;
  for (const [index, line] of block.entries()) {
    if (!begun && (line.trim() === '' || line.trimStart().startsWith('#'))) continue;
    begun = begun ? { ...begun, text: `${begun.text}\n${line}` } : { line: firstLine + index, text: line };
    if (!isFinished(begun.text)) continue;
    commands.push(begun);
    begun = undefined;
  }
  return begun ? [...commands, begun] : commands;
}

function isFinished(text: string): boolean {
  if (text.endsWith('\\')) return false;
  const { stderr } = spawnSync('bash', ['-n'], { input: text, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  return !/unexpected (EOF|end of file)|here-document/.test(stderr);
}
