import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeWith } from '../testing/describe-with.ts';

const runner = fileURLToPath(new URL('run.ts', import.meta.url));
const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));

const add = 'export const add = (a, b) => a + b;\n';
const project = {
  'package.json': '{ "name": "tiny", "type": "module", "private": true }',
  '.gitignore': 'node_modules\nlist/\n',
  'libs/sums/package.json': '{ "name": "@tiny/sums", "type": "module", "exports": "./add.mjs" }',
  'libs/sums/add.mjs': add,
  'libs/till/package.json': '{ "name": "@tiny/till", "type": "module" }',
  'libs/till/jest.config.mjs': "export default { testMatch: ['**/*.spec.mjs'], transform: {} };",
  'libs/till/total.mjs': "import { add } from '@tiny/sums';\nexport const total = (prices) => prices.reduce(add, 0);\n",
  'libs/till/total.spec.mjs': `import { total } from './total.mjs';
    describe('a total', () => {
      it('is the sum of the prices', () => expect(total([1, 2, 3])).toBe(6));
      it('is nothing for nothing', () => expect(total([])).toBe(0));
      it('is red already', () => expect(total([1])).toBe(2));
    });`,
};

const plus = {
  why: 'a sum that is none',
  file: 'libs/sums/add.mjs',
  find: 'a + b',
  replace: 'a - b',
  project: 'libs/till',
  testFile: 'libs/till/total.spec.mjs',
  test: 'is the sum of the prices',
};
const list = {
  noticed: plus,
  unnoticed: { ...plus, test: 'a total is nothing for nothing' },
  'no-longer-applies': { ...plus, find: 'a * b' },
  'applies-twice': { ...plus, find: 'a' },
  'does-not-compile': { ...plus, replace: 'a +* b' },
  'names-no-test': { ...plus, test: 'is whatever it is' },
  'starts-red': { ...plus, test: 'is red already' },
};

let root: string;

describeWith('git', 'a sabotage', () => {
  let output: string;
  let status: number | null;

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'fiksu-sabotaged-'));
    for (const [name, text] of Object.entries(project)) write(name, text);
    for (const [name, sabotage] of Object.entries(list)) write(`list/${name}.json`, JSON.stringify(sabotage));
    symlinkSync(modules, join(root, 'node_modules'));
    spawnSync('git', ['init', '--quiet'], { cwd: root });
    ({ stdout: output, status } = spawnSync(process.execPath, [runner, ...argumentsFor()], { encoding: 'utf8' }));
  });

  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it.each([
    ['passes when its test turns red, also by a change in another package', 'noticed', /^ok {3}noticed .*"is the sum of the prices" turns red$/m],
    ['fails when its test stays green', 'unnoticed', /^FAIL unnoticed .*the named test stays green$/m],
    [
      'fails when the code has moved on',
      'no-longer-applies',
      /^FAIL no-longer-applies .*no longer applies to libs\/sums\/add\.mjs: the text to replace is gone$/m,
    ],
    ['fails when it is not clear what it changes', 'applies-twice', /^FAIL applies-twice .*is there \d times$/m],
    ['fails when it only breaks the program', 'does-not-compile', /^FAIL does-not-compile .*no longer runs, which proves nothing/m],
    ['fails when nobody has written its test', 'names-no-test', /^FAIL names-no-test .*there is no such test$/m],
    ['fails when its test is red without it', 'starts-red', /^FAIL starts-red .*red before anything is broken$/m],
  ])('%s', (_, name, line) => {
    expect(output).toMatch(line);
    expect(output.split('\n').filter((each) => each.includes(` ${name} (`))).toHaveLength(1);
  });

  it('is counted, and one that fails fails the run', () => {
    expect(output.trimEnd().split('\n').at(-1)).toBe('1 passed, 6 failed');
    expect(status).toBe(1);
  });

  it('leaves the tree as it was and nothing beside it', () => {
    expect(readFileSync(join(root, 'libs/sums/add.mjs'), 'utf8')).toBe(add);
    expect(scratchTrees()).toEqual([]);
  });

  it('can be asked for by name, alone', () => {
    const one = spawnSync(process.execPath, [runner, ...argumentsFor(), 'noticed'], { encoding: 'utf8' });
    expect(one.stdout.trimEnd().split('\n').at(-1)).toBe('1 passed, 0 failed');
    expect(one.status).toBe(0);
  });

  it('cleans up when it is stopped in the middle', async () => {
    const child = spawn(process.execPath, [runner, ...argumentsFor()]);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    while (scratchTrees().length === 0 && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(scratchTrees()).toEqual([]);
  });
});

function argumentsFor(): string[] {
  return ['--root', root, '--list', join(root, 'list'), '--no-postgres'];
}

/** Those of this tree alone: somebody else's run on this machine is none of this test's business. */
function scratchTrees(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('fiksu-sabotage-') && existsSync(join(tmpdir(), name, 'libs/till')));
}

function write(name: string, text: string): void {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), text);
}
