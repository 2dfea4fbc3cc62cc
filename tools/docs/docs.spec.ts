import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { describeWith } from '../testing/describe-with.ts';
import { checkPages } from './check-pages.ts';
import { commandsOf } from './read-commands.ts';

const fence = '```';
const block = (...lines: string[]) => [`${fence}bash`, ...lines, fence].join('\n');

describe('the commands of a page', () => {
  it('are those of its bash blocks, a line each, less comments', () => {
    expect(commandsOf(`# Title\n\n${block('# first', 'echo 1', '', 'echo 2')}\n\n${fence}json\n{}\n${fence}\n`, 'all')).toEqual([
      { line: 5, text: 'echo 1' },
      { line: 7, text: 'echo 2' },
    ]);
  });

  it.each([
    ['after a backslash', ['curl \\', '  http://localhost']],
    ['inside a quote', ["curl -d '{", '  "a": 1', "}' http://localhost"]],
    ['inside a loop', ['for i in 1 2; do', '  echo "$i"', 'done']],
    ['inside a text', ['cat <<END', 'text', 'END']],
  ])('go on to the next line %s', (_, lines) => {
    expect(commandsOf(block(...lines), 'all')).toEqual([{ line: 2, text: lines.join('\n') }]);
  });

  it('leave out blocks that install or start', () => {
    expect(commandsOf(`${block('npm ci', 'npm start')}\n${block('echo 1')}`, 'all').map(({ text }) => text)).toEqual(['echo 1']);
  });

  it('are, under docs, those of the marked blocks', () => {
    expect(commandsOf(`${block('echo 1')}\n\n<!-- run -->\n${block('echo 2')}`, 'marked').map(({ text }) => text)).toEqual(['echo 2']);
  });
});

describeWith('curl', 'checking the pages', () => {
  const server = createServer((request, response) => response.writeHead(request.url === '/missing' ? 404 : 200).end('{"token":"abc"}'));
  const told: string[] = [];
  let root: string;
  let origin: string;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'fiksu-docs-'));
    await new Promise<void>((resolve) => server.listen(0, resolve));
    origin = `http://localhost:${(server.address() as AddressInfo).port}`;
    jest.spyOn(console, 'log').mockImplementation((line: string) => void told.push(line));
  });

  afterAll(() => {
    jest.restoreAllMocks();
    server.close();
    rmSync(root, { recursive: true, force: true });
  });

  it('runs each command in one shell a page, at the origin asked for, and counts what a reader would see fail', async () => {
    mkdirSync(join(root, 'docs'));
    writeFileSync(
      join(root, 'README.md'),
      block(
        'TOKEN=$(curl http://localhost:8080/token)',
        'test "$TOKEN" = \'{"token":"abc"}\'',
        'curl http://localhost:8080/missing',
        'false | cat',
        'read line',
        'echo end',
      ),
    );
    writeFileSync(join(root, 'docs/page.md'), `<!-- run -->\n${block('echo "$TOKEN"')}`);
    expect(await checkPages(root, origin)).toEqual({ passed: 3, failed: 4 });
    expect(told.filter((line) => line.startsWith('FAIL'))).toEqual([
      'FAIL README.md:4 curl http://localhost:8080/missing',
      'FAIL README.md:5 false | cat',
      'FAIL README.md:6 read line',
      'FAIL docs/page.md:3 echo "$TOKEN"',
    ]);
  });
});
