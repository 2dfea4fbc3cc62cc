/**
 * `npm run contract` lists every address and action that the contract promises in `docs/contract.json`;
 * `npm run contract -- --check` only says whether the list has fallen behind the pages.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fullPath, keyOf } from './contract-entry.ts';
import type { ContractEntry } from './contract-entry.ts';
import { contractFile, readContract, readPages } from './contract-files.ts';
import { asText } from './contract-text.ts';
import { contractOf } from './write-contract.ts';

const pages = readPages();
if (!pages) {
  console.log('The pages of the contract are not beside this clone: docs/contract.json stays as it is.');
} else {
  const fresh = contractOf(pages.api, pages.details);
  const kept = existsSync(contractFile) ? readContract() : [];
  if (process.argv.includes('--check')) check(kept, fresh);
  else write(fresh);
}

function write(fresh: ContractEntry[]): void {
  writeFileSync(contractFile, asText(fresh));
  console.log(`docs/contract.json: ${fresh.length} addresses and actions`);
}

function check(kept: ContractEntry[], fresh: ContractEntry[]): void {
  const missing = onlyIn(fresh, kept);
  const gone = onlyIn(kept, fresh);
  for (const entry of missing) console.log(`+ ${entry.method} ${fullPath(entry)} (${entry.source})`);
  for (const entry of gone) console.log(`- ${entry.method} ${fullPath(entry)} (${entry.source})`);
  if (readFileSync(contractFile, 'utf8') === asText(fresh)) {
    console.log(`docs/contract.json is up to date: ${fresh.length} addresses and actions`);
    return;
  }
  console.log('docs/contract.json has fallen behind the pages: npm run contract');
  process.exitCode = 1;
}

function onlyIn(some: ContractEntry[], others: ContractEntry[]): ContractEntry[] {
  const known = new Set(others.map(keyOf));
  return some.filter((entry) => !known.has(keyOf(entry)));
}
