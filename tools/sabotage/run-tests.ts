import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A test may hang because of what was broken; it is then stopped, and has not turned red. */
const timeoutMs = 5 * 60_000;

export interface TestRun {
  /** The scratch tree; the project with its `jest.config.mjs` and the files stand in it. */
  tree: string;
  project: string;
  files: string[];
  titles: string[];
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
}

export interface TestResult {
  passed: string[];
  failed: string[];
  /** What kept a file from running at all: a syntax error, a module that is missing. */
  notRun: string[];
}

interface JestReport {
  testResults: { message: string; status: string; assertionResults: { fullName: string; status: string; failureMessages: string[] }[] }[];
}

/** Errors of a program that is wrong, not of a rule that is broken: they reach a test through its `beforeAll`. */
const nonsense = /SyntaxError|ReferenceError|Cannot find (module|package)|does not provide an export/;

/** Runs the tests with these titles in these files, and nothing else, with jest itself: Nx would answer from its cache. */
export async function runTests({ tree, project, files, titles, env, signal }: TestRun): Promise<TestResult> {
  const folder = mkdtempSync(join(tmpdir(), 'fiksu-sabotage-report-'));
  const report = join(folder, 'report.json');
  const titled = `(${titles.map((title) => title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`;
  try {
    const output = await run(env, join(tree, project), signal, [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      join(tree, 'node_modules/jest/bin/jest.js'),
      '--config',
      'jest.config.mjs',
      '--runInBand',
      '--forceExit',
      '--json',
      '--outputFile',
      report,
      '--testNamePattern',
      titled,
      '--runTestsByPath',
      ...files.map((file) => join(tree, file)),
    ]);
    return read(report, output);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(env: NodeJS.ProcessEnv, cwd: string, signal: AbortSignal, args: string[]): Promise<string> {
  signal.throwIfAborted();
  // A group of its own, so that jest's workers and whatever a test has started end with it.
  const child = spawn(process.execPath, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const kill = () => child.pid && process.kill(-child.pid, 'SIGKILL');
  const timer = setTimeout(kill, timeoutMs);
  signal.addEventListener('abort', kill, { once: true });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  try {
    await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject));
    signal.throwIfAborted();
    return output;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', kill);
  }
}

function read(report: string, output: string): TestResult {
  let results: JestReport['testResults'];
  try {
    results = (JSON.parse(readFileSync(report, 'utf8')) as JestReport).testResults;
  } catch {
    return { passed: [], failed: [], notRun: [inOneLine(output) || `jest said nothing in ${timeoutMs / 60_000} minutes`] };
  }
  const tests = results.flatMap((file) => file.assertionResults);
  const failed = tests.filter((test) => test.status === 'failed');
  const [senseless, red] = [true, false].map((wanted) => failed.filter((test) => nonsense.test(test.failureMessages.join('\n')) === wanted));
  // A file that failed without a single failed test never came to its tests.
  const broken = results.filter((file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'));
  return {
    passed: tests.filter((test) => test.status === 'passed').map((test) => test.fullName),
    failed: (red ?? []).map((test) => test.fullName),
    notRun: [...broken.map((file) => file.message), ...(senseless ?? []).map((test) => test.failureMessages.join('\n'))].map(inOneLine),
  };
}

function inOneLine(message: string): string {
  return message
    .trim()
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, 3)
    .join(' ');
}
