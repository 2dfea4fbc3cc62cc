import { readFileSync } from 'node:fs';

const { $schema: _, jsc, ...rest } = JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8'));
// Jest runs the sources themselves: imports keep their `.ts`.
const swc = { ...rest, jsc: { ...jsc, rewriteRelativeImportExtensions: false } };

/** What the tests of every project share: TypeScript by swc as ES modules, packages of the workspace from their source. */
export const preset = {
  rootDir: '.',
  testMatch: ['<rootDir>/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '\\.system\\.spec\\.ts$'],
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  extensionsToTreatAsEsm: ['.ts'],
  testEnvironmentOptions: { customExportConditions: ['fiksu-source', 'node', 'node-addons'] },
  testTimeout: 30_000,
  maxWorkers: 2,
  // ES modules of a finished test file are not always let go of: a worker that has grown is replaced.
  workerIdleMemoryLimit: '700MB',
};

/** For projects whose tests need a database. */
export const withPostgres = {
  ...preset,
  globalSetup: '@fiksu/testing/global-setup',
  globalTeardown: '@fiksu/testing/global-teardown',
};

/** For the tests that need Debian's tools: `npm run test:system`. */
export const system = {
  ...withPostgres,
  testMatch: ['<rootDir>/**/*.system.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  testTimeout: 120_000,
};

export default preset;
