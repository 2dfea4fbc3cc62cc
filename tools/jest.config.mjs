import preset from '../jest.preset.mjs';

// These tests start tools of which each takes seconds: jest, ESLint.
export default { ...preset, testTimeout: 120_000 };
