import type { ContractEntry } from './contract-entry.ts';

/** One entry a line, so that a changed promise is a changed line. */
export function asText(entries: ContractEntry[]): string {
  return `[\n${entries.map((entry) => `  ${JSON.stringify(entry)}`).join(',\n')}\n]\n`;
}
