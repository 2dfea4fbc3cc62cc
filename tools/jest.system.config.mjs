import { preset } from '../jest.preset.mjs';

/** What takes minutes: whole programs, as a person starts them. */
export default { ...preset, testMatch: ['<rootDir>/**/*.system.spec.ts'], testPathIgnorePatterns: ['/node_modules/'], testTimeout: 480_000 };
