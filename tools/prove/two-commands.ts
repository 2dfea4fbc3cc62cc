import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { ask, sameAs, submitNeed, tokenOf } from './ask.ts';
import type { Clone } from './clone-of-head.ts';
import { freePort } from './free-port.ts';
import { NpmStart } from './npm-start.ts';
import { environmentOf, idsOf } from './person.ts';
import type { Report } from './report.ts';

const COMMAND_WITHIN_MS = 600_000;
const LINES_MAX = 20;

/** `npm ci && npm start`, everything that can happen to it afterwards, and `npm test`. */
export async function proveTwoCommands(clone: Clone, ciArgs: string[], who: string, report: Report): Promise<void> {
  const about = (what: string) => `${who}: ${what}`;
  const installed = await report.check(about(['npm ci', ...ciArgs].join(' ')), () => npm(clone, ['ci', '--prefer-offline', ...ciArgs]));
  if (!installed) return;
  await proveStarts(clone, about, report);
  await report.check(about('npm test passes'), () => npm(clone, ['test']));
}

async function proveStarts(clone: Clone, about: (what: string) => string, report: Report): Promise<void> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  let need = '';
  let running = new NpmStart(clone, port);
  const started = await report.check(about('npm start brings everything up'), async () => {
    await running.untilReady();
    sameAs((await ask(origin, '/roadmap/v1/districts/malmi'))['id'], 'malmi', 'the district');
    await ask(origin, '/roadmap/readyz');
    await ask(origin, '/idp/.well-known/openid-configuration');
    need = await submitNeed(origin);
    return running.output;
  });
  if (!started) return running.killGroup();

  const isStillThere = async () => sameAs((await ask(origin, need, await tokenOf(origin, 'coordinator')))['status'], 'submitted', 'the need');
  await report.check(about('a second start beside it is refused in one line'), () => oneLine(new NpmStart(clone, port), /already runs from this folder/));
  await report.check(about('Ctrl-C stops everything'), async () => {
    sameAs(await running.interrupt(), 0, 'the exit code');
    sameAs(stillRunning(clone).join(), '', 'what still runs');
  });
  await report.check(about('a second start keeps the data'), async () => {
    running = new NpmStart(clone, port);
    await running.untilReady();
    await isStillThere();
    return running.output.split('\n').at(-1);
  });
  await report.check(about('after SIGKILL of the process group the next start needs no human'), async () => {
    await running.killGroup();
    running = new NpmStart(clone, port);
    await running.untilReady();
    await isStillThere();
  });
  await report.check(about('after SIGKILL of every single process too'), async () => {
    const pids = recorded(clone);
    await running.killGroup();
    for (const pid of pids) kill(pid);
    running = new NpmStart(clone, port, ['roadmap']);
    await running.untilReady();
    await isStillThere();
  });
  await report.check(about('SIGTERM to the start stops everything'), async () => {
    process.kill((JSON.parse(readFileSync(join(clone.folder, '.fiksu/state.json'), 'utf8')) as { pid: number }).pid, 'SIGTERM');
    sameAs(await running.end(), 0, 'the exit code');
    sameAs(stillRunning(clone).join(), '', 'what still runs');
  });
  await report.check(about('a taken port is told in one line'), async () => {
    const taken = createServer().listen(port, '127.0.0.1');
    await once(taken, 'listening');
    return oneLine(new NpmStart(clone, port), /is taken/).finally(() => taken.close());
  });
  await report.check(about('an unknown service is told in one line'), () => oneLine(new NpmStart(clone, port, ['roadmpa']), /Known: .*roadmap/));
  await running.killGroup(); // Should one of these have failed, it may still run.
}

async function npm(clone: Clone, args: string[]): Promise<void> {
  try {
    await promisify(execFile)('npm', args, {
      cwd: clone.folder,
      env: environmentOf(clone.owner),
      ...idsOf(clone.owner),
      timeout: COMMAND_WITHIN_MS,
      maxBuffer: 64 * 1024 * 1024,
    });
  } catch (error) {
    const { stdout = '' } = error as { stdout?: string };
    throw new Error(
      stdout
        .split('\n')
        .filter((line) => /●|FAIL|rror/.test(line))
        .slice(0, LINES_MAX)
        .join('\n') || (error as Error).message,
    );
  }
}

/** Ends with 1 and says one line, without a stack trace. Answers the line. */
export async function oneLine(start: NpmStart, expected: RegExp): Promise<string> {
  sameAs(await start.end(), 1, 'the exit code');
  const lines = start.output.split('\n').filter((line) => !line.startsWith('npm '));
  if (lines.length !== 1 || !expected.test(lines[0]!)) throw new Error(`it said ${JSON.stringify(start.output)}`);
  return lines[0]!;
}

function recorded(clone: Clone): number[] {
  const folder = join(clone.folder, '.fiksu/processes');
  return readdirSync(folder).map((file) => (JSON.parse(readFileSync(join(folder, file), 'utf8')) as { pid: number }).pid);
}

/** Every process whose command line names the clone. */
function stillRunning(clone: Clone): string[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        return command.includes(clone.folder) ? [command] : [];
      } catch {
        return []; // It has gone.
      }
    });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It went with its parent.
  }
}
