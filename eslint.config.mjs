import { createProjectGraphAsync } from '@nx/devkit';
import nx from '@nx/eslint-plugin';
import typescript from 'typescript-eslint';
import { boundaries } from './tools/lint/boundaries.mjs';
import fileNameIsASentence from './tools/lint/file-name-is-a-sentence.mjs';

// The boundary rule reads the project graph that Nx cached last. Without one it is silently skipped, and an old one does
// not know a new project: so the graph is brought up to date before each run, which takes a fraction of a second.
await createProjectGraphAsync();

const tests = ['**/*.spec.ts', '**/jest.*.mjs', 'libs/testing/**', 'apps/*/src/testing/**', '{apps,libs}/*/test/**', 'tools/testing/**'];
const schemas = ['**/*.schema.ts'];
// The entries of a service hand the environment to its config, whole; nothing else sees it.
const seesTheEnvironment = ['**/*.config.ts', '**/*.config.mjs', '**/config.ts', '**/environment.ts', 'apps/*/src/main.ts', 'apps/*/src/migrate.ts'];

const environmentMessage = 'The environment is parsed once, in the config of the service: take the value from there.';
const environmentByImport = ['process', 'node:process'].map((name) => ({ name, importNames: ['env'], message: environmentMessage }));
const insideOfAPackage = { regex: '^@fiksu/[^/]+/(src|dist)/', message: 'What a package exports is its promise; what is inside of it may change.' };
const builtIn = { group: ['node:*'], message: 'A contract is used on other platforms, also in a browser.' };

export default typescript.config(
  { ignores: ['**/dist/**', '**/coverage/**', '!tools/coverage/**', '**/.fiksu/**', '**/.nx/**', 'libs/workspace/src/templates/**'] },
  {
    files: ['**/*.ts', '**/*.mjs'],
    extends: [typescript.configs.recommended],
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { '@nx': nx, fiksu: { rules: { 'file-name-is-a-sentence': fileNameIsASentence } } },
    rules: {
      '@nx/enforce-module-boundaries': ['error', boundaries.production],
      'no-restricted-imports': ['error', { patterns: [insideOfAPackage] }],
      'fiksu/file-name-is-a-sentence': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none', ignoreRestSiblings: true }],
    },
  },
  {
    // A promise that nobody waits for is a lost error: the one rule that is worth asking the type checker for.
    files: ['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts', 'tools/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: { '@typescript-eslint/no-floating-promises': 'error' },
  },
  {
    files: ['apps/**/*.ts', 'libs/**/*.ts'],
    ignores: [...tests, ...seesTheEnvironment],
    rules: {
      'no-restricted-properties': ['error', { object: 'process', property: 'env', message: environmentMessage }],
      'no-restricted-imports': ['error', { paths: environmentByImport, patterns: [insideOfAPackage] }],
    },
  },
  {
    files: ['libs/contracts/src/**/*.ts'],
    ignores: tests,
    rules: { 'no-restricted-imports': ['error', { paths: environmentByImport, patterns: [insideOfAPackage, builtIn] }] },
  },
  {
    // Limits that a file reaches only when it has two subjects; schemas and tests are lists and may be long.
    files: ['**/*.ts', '**/*.mjs'],
    ignores: [...tests, ...schemas],
    rules: { 'max-lines': ['error', { max: 300 }], 'max-lines-per-function': ['error', { max: 80 }] },
  },
  {
    files: tests,
    rules: { '@nx/enforce-module-boundaries': ['error', boundaries.tests] },
  },
  {
    // Node runs these as they are and only takes the types away: what is imported as a type must say so.
    files: ['tools/**/*.ts', 'libs/embedded/**/*.ts', 'apps/start/**/*.ts', 'apps/gateway/**/*.ts', 'apps/issuer/**/*.ts'],
    rules: { '@typescript-eslint/consistent-type-imports': 'error' },
  },
);
