import { system } from '../../jest.preset.mjs';

export default system;
