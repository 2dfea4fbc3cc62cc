/**
 * `npm run personal-data` writes `docs/personal-data.md` from what the services say of what they keep. `-- --check` writes
 * nothing and fails where the page has fallen behind.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { PersonalData } from '@fiksu/service';
import { format, resolveConfig } from 'prettier';
import { personalDataPage } from './personal-data-page.ts';

const apps = fileURLToPath(new URL('../../apps/', import.meta.url));
const page = fileURLToPath(new URL('../../docs/personal-data.md', import.meta.url));
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

const services = new Map<string, PersonalData>();
for (const name of readdirSync(apps).sort()) {
  const file = `${apps}${name}/src/personal-data.ts`;
  if (existsSync(file)) services.set(name, ((await import(file)) as { personalData: PersonalData }).personalData);
}
const text = await format(personalDataPage(services), { ...(await resolveConfig(page)), filepath: page });
if (!values.check) writeFileSync(page, text);
else if (!existsSync(page) || readFileSync(page, 'utf8') !== text) {
  console.log('docs/personal-data.md is not what the services say: npm run personal-data');
  process.exit(1);
}
console.log(`docs/personal-data.md: ${[...services.keys()].join(', ')}`);
