import type { ContractEntry } from '../contract/contract-entry.ts';
import { compare } from './compare.ts';
import { coveragePage } from './coverage-page.ts';
import { operationsOf } from './openapi-operations.ts';

const source = 'api.md §3 /needs';
const contract: ContractEntry[] = [
  { service: 'roadmap', method: 'GET', path: '/needs', source },
  { service: 'roadmap', method: 'POST', path: '/needs', source },
  { service: 'roadmap', method: 'GET', path: '/needs/{id}', source },
  { service: 'roadmap', method: 'GET', path: '/docs', source: 'api.md §1 Addresses', under: '/roadmap' },
  { service: 'funding', method: 'GET', path: '/matches', source: 'api.md §5 /matches' },
];

describe('the coverage of a service', () => {
  it('knows an address by whatever name its parameters have, with the prefix in the paths or in the server', () => {
    const whole = operationsOf('roadmap', { servers: [{ url: '/' }], paths: { '/roadmap/v1/needs/{needId}': { get: {}, parameters: [] } } });
    const short = operationsOf('roadmap', { servers: [{ url: 'https://city.example/roadmap/v1' }], paths: { '/needs/{needId}': { get: {} } } });
    expect(short).toEqual(whole);
    expect(compare('roadmap', contract, whole)).toMatchObject({ built: 1, promised: 3 });
  });

  it('tells what is built, what is not yet, and what the contract does not know', () => {
    const { places, beyondTheContract, besideOpenApi } = compare(
      'roadmap',
      contract,
      operationsOf('roadmap', { paths: { '/roadmap/v1/needs': { get: {} }, '/roadmap/v1/trees': { get: {} } } }),
    );
    expect(places[0]).toEqual({ path: '/roadmap/v1/needs', built: ['GET'], notYet: ['POST'], sources: [source] });
    expect(beyondTheContract).toEqual([{ method: 'GET', path: '/roadmap/v1/trees' }]);
    expect(besideOpenApi.map(({ path }) => path)).toEqual(['/docs']);
  });

  it('is written as one table a service', () => {
    const page = coveragePage([
      compare('roadmap', contract, operationsOf('roadmap', { paths: { '/roadmap/v1/needs': { get: {} } } })),
      compare('funding', contract, []),
    ]);
    expect(page).toContain('| [roadmap](#roadmap) | 1 | 3 |');
    expect(page).toContain(`| \`/roadmap/v1/needs\` | GET | POST | ${source} |`);
    expect(page).toContain('## funding');
  });
});
