import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Broken, Sample } from './lint-samples.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const boundary = (what: string) => `@nx/enforce-module-boundaries: ${what}`;

const long = Array.from({ length: 301 }, (_, line) => `export const x${line} = ${line};`).join('\n');

/** Where a text would stand, the text, and the rules that it must break: none means that it is allowed. */
const cases: [what: string, file: string, text: string, rules: string[]][] = [
  ['a service may use the kit', 'apps/roadmap/src/needs/x.ts', "import '@fiksu/service';", []],
  ['a service may use the contracts', 'apps/roadmap/src/needs/x.ts', "import '@fiksu/contracts';", []],
  [
    'a service may not use another one',
    'apps/roadmap/src/needs/x.ts',
    "import '../../../gateway/src/main.ts';",
    [boundary('noRelativeOrAbsoluteImportsAcrossLibraries')],
  ],
  [
    'a service may not use another one by its name',
    'apps/roadmap/src/needs/x.ts',
    "import '@fiksu/gateway/src/main.ts';",
    [boundary('noImportsOfApps'), 'no-restricted-imports: patternWithCustomMessage'],
  ],
  [
    'a service may not reach into a package',
    'apps/roadmap/src/needs/x.ts',
    "import '@fiksu/service/src/config.ts';",
    ['no-restricted-imports: patternWithCustomMessage'],
  ],
  ['a service may not use what only a developer has', 'apps/roadmap/src/needs/x.ts', "import '@fiksu/embedded';", [boundary('onlyTagsConstraintViolation')]],
  ['a service may not use what helps to test', 'apps/roadmap/src/needs/x.ts', "import '@fiksu/testing';", [boundary('onlyTagsConstraintViolation')]],
  ['the test of a service may use what helps to test', 'apps/roadmap/src/needs/x.api.spec.ts', "import '@fiksu/testing';", []],
  [
    'the test of a service may not use another service',
    'apps/roadmap/src/needs/x.spec.ts',
    "import '../../../gateway/src/main.ts';",
    [boundary('noRelativeOrAbsoluteImportsAcrossLibraries')],
  ],
  ['the kit may use the contracts', 'libs/service/src/x.ts', "import '@fiksu/contracts';", []],
  [
    'the kit may not use a service',
    'libs/service/src/x.ts',
    "import '../../../apps/roadmap/src/roadmap.ts';",
    [boundary('noRelativeOrAbsoluteImportsAcrossLibraries')],
  ],
  ['the contracts may use zod', 'libs/contracts/src/x.ts', "import { z } from 'zod'; export const x = z.string();", []],
  ['the contracts may not use Nest', 'libs/contracts/src/x.ts', "import '@nestjs/common';", [boundary('bannedExternalImportsViolation')]],
  ['the contracts may not use the database', 'libs/contracts/src/x.ts', "import 'pg';", [boundary('bannedExternalImportsViolation')]],
  ['the contracts may not use Node', 'libs/contracts/src/x.ts', "import 'node:fs';", ['no-restricted-imports: patternWithCustomMessage']],
  ['the contracts may not use the kit', 'libs/contracts/src/x.ts', "import '@fiksu/service';", [boundary('noCircularDependencies')]],
  [
    'a service may not read the environment',
    'apps/roadmap/src/needs/x.ts',
    'export const x = process.env.X;',
    ['no-restricted-properties: restrictedObjectProperty'],
  ],
  [
    'a service may not read the environment by another name',
    'apps/roadmap/src/needs/x.ts',
    "import { env } from 'node:process'; export const x = env.X;",
    ['no-restricted-imports: importNameWithCustomMessage'],
  ],
  ['the config of a service may read it', 'apps/roadmap/src/x.config.ts', 'export const x = process.env.X;', []],
  [
    'a file is not named after the place where it is kept',
    'apps/roadmap/src/needs/utils.ts',
    'export const x = 1;',
    ['fiksu/file-name-is-a-sentence: nothing'],
  ],
  ['a file is not named after its layer', 'apps/roadmap/src/needs/needs.service.ts', 'export const x = 1;', ['fiksu/file-name-is-a-sentence: nothing']],
  ['a file has at most 300 lines', 'apps/roadmap/src/needs/x.ts', long, ['max-lines: exceed']],
  ['a schema may have more', 'apps/roadmap/src/needs/x.schema.ts', long, []],
];

describe('the rules of the layout', () => {
  const broken = lint(cases.map(([, file, text]) => ({ file, text })));

  it.each(cases.map(([what, , , rules], index) => ({ what, rules, index })))('$what', ({ rules, index }) => {
    expect(broken[index]?.rules).toEqual(rules);
  });

  it('are kept by the services and libraries as they are', () => {
    expect(lint([])).toEqual([]);
  });
});

function lint(samples: Sample[]): Broken[] {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['tools/lint/lint-samples.ts'], {
    cwd: root,
    input: JSON.stringify(samples),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`ESLint did not run: ${stderr || stdout}`);
  return JSON.parse(stdout) as Broken[];
}
