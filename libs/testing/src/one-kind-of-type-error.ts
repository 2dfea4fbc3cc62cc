import { types } from 'node:util';

/**
 * Jest gives each test file errors of its own, so that `instanceof TypeError` is false for those that Node itself throws.
 * Libraries that try what a stream can do, as `strtok3` does, would then fail in tests and nowhere else.
 */
Object.defineProperty(TypeError, Symbol.hasInstance, {
  configurable: true,
  value: (error: unknown) => types.isNativeError(error) && error.name === 'TypeError',
});
