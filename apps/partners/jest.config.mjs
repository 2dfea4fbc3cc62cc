export { withPostgres as default } from '../../jest.preset.mjs';
