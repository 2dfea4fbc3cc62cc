/** A published contract runs anywhere: whoever takes it as an npm package gets zod and nothing else. */
const contractsAlone = { sourceTag: 'type:contracts', onlyDependOnLibsWithTags: ['type:contracts'], allowedExternalImports: ['zod', 'zod/*'] };

/** Which kind of project may know which: a service knows contracts and the kit, never another service. */
const production = [
  { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['type:contracts', 'type:kit'] },
  { sourceTag: 'type:kit', onlyDependOnLibsWithTags: ['type:contracts', 'type:kit'] },
  contractsAlone,
  { sourceTag: 'type:testing', onlyDependOnLibsWithTags: ['type:contracts', 'type:kit', 'type:dev'] },
  { sourceTag: 'type:dev', onlyDependOnLibsWithTags: ['type:contracts', 'type:kit', 'type:dev'] },
];

/** A test may use what helps to test and what runs on a developer's machine; it still knows no other service. */
const tests = production.map(({ sourceTag, onlyDependOnLibsWithTags }) => ({
  sourceTag,
  onlyDependOnLibsWithTags: [...new Set([...onlyDependOnLibsWithTags, 'type:kit', 'type:testing', 'type:dev'])],
}));

/** What tests every service is made of the kit, and tests the kit and what the kit is made of: circles of tests alone. */
const circlesOfTests = [
  ['testing', 'service'],
  ['testing', 'messaging'],
  ['testing', 'database'],
  ['service', 'messaging'],
  ['service', 'database'],
];

/** The options of `@nx/enforce-module-boundaries`, for code that is shipped and for its tests. */
export const boundaries = {
  production: { depConstraints: production, ignoredCircularDependencies: circlesOfTests },
  tests: {
    depConstraints: tests,
    // Jest's settings for all projects stand in a file of no project, which the rule takes for a package from outside.
    allow: ['^[./]+/jest\\.preset\\.mjs$'],
    ignoredCircularDependencies: circlesOfTests,
  },
};
