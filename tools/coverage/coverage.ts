/**
 * `npm run coverage` writes `docs/coverage.md`: what the contract promises and which of it each service has.
 * It asks the running platform (`--url http://…`, else the one that `npm start` runs here), or reads the committed
 * documents where nothing runs. `-- --check` writes nothing and fails where the page has fallen behind.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cityServices } from '../contract/contract-entry.ts';
import { readContract } from '../contract/contract-files.ts';
import { findRunningPlatform } from '../platform/find-running-platform.ts';
import { compare } from './compare.ts';
import { coveragePage } from './coverage-page.ts';
import { operationsOf } from './openapi-operations.ts';
import { committedDocuments, runningDocuments } from './services-openapi.ts';

const page = fileURLToPath(new URL('../../docs/coverage.md', import.meta.url));
const { values } = parseArgs({ options: { url: { type: 'string' }, check: { type: 'boolean', default: false } } });

const committed = committedDocuments();
const names = [...new Set([...cityServices, ...committed.keys()])];
const origin = values.url ?? (await findRunningPlatform());
const documents = origin ? await runningDocuments(origin, names) : committed;
const contract = readContract();
const services = names
  .map((name) => compare(name, contract, operationsOf(name, documents.get(name) ?? {})))
  .filter((service) => service.promised > 0 || service.beyondTheContract.length > 0);

const text = coveragePage(services);
const from = origin ? `the services at ${origin}` : 'the committed OpenAPI documents';
if (!values.check) {
  writeFileSync(page, text);
  console.log(`docs/coverage.md, from ${from}:`);
} else if (existsSync(page) && readFileSync(page, 'utf8') === text) {
  console.log(`docs/coverage.md is what ${from} say:`);
} else {
  console.log(`docs/coverage.md is not what ${from} say: npm run coverage`);
  process.exitCode = 1;
}
for (const { service, built, promised } of services) console.log(`  ${service.padEnd(10)} ${built} of ${promised}`);
