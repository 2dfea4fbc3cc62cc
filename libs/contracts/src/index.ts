export * from './values/geometry.ts';
export * from './values/identifiers.ts';
export * from './values/localised-text.ts';
export * from './values/moments.ts';
export * from './values/money.ts';
