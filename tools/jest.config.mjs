import { withPostgres } from '../jest.preset.mjs';

// These tests start tools of which each takes seconds: jest, ESLint.
export default { ...withPostgres, testTimeout: 120_000 };
