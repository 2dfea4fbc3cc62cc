/**
 * `npm run who-may` writes `docs/who-may.md`: who may use which route of which service, and what each sees, from the
 * committed OpenAPI documents. `-- --check` writes nothing and fails where the page has fallen behind.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { committedDocuments } from '../coverage/services-openapi.ts';
import { whoMayPage, type Paths } from './who-may-page.ts';

const page = fileURLToPath(new URL('../../docs/who-may.md', import.meta.url));
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

const services = new Map([...committedDocuments()].map(([name, document]) => [name, (document as { paths?: Paths }).paths ?? {}]));
const text = await format(whoMayPage(services), { ...(await resolveConfig(page)), filepath: page });
if (!values.check) writeFileSync(page, text);
else if (!existsSync(page) || readFileSync(page, 'utf8') !== text) {
  console.log('docs/who-may.md is not what the routes state: npm run who-may');
  process.exit(1);
}
console.log(`docs/who-may.md: ${[...services].map(([name, paths]) => `${name} ${Object.values(paths).flatMap(Object.keys).length} routes`).join(', ')}`);
