import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ContractEntry } from './contract-entry.ts';

const root = new URL('../../', import.meta.url);

export const contractFile = fileURLToPath(new URL('docs/contract.json', root));

export function readContract(): ContractEntry[] {
  return JSON.parse(readFileSync(contractFile, 'utf8')) as ContractEntry[];
}

/** The pages stand beside the repository where the contract is written, and nowhere else. */
export function readPages(): { api: string; details: string } | undefined {
  const [api, details] = ['api.md', 'api-details.md'].map((name) => new URL(`../shared/design/${name}`, root));
  if (!api || !details || !existsSync(api) || !existsSync(details)) return undefined;
  return { api: readFileSync(api, 'utf8'), details: readFileSync(details, 'utf8') };
}
