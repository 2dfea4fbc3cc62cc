import { fullPath } from '../contract/contract-entry.ts';
import type { ServiceCoverage } from './compare.ts';

/** `docs/coverage.md`: the same text from the committed documents and from the running services. */
export function coveragePage(services: readonly ServiceCoverage[]): string {
  const sections = services.map(section).join('\n');
  return `# What is built

Written by \`npm run coverage\` from [contract.json](contract.json) and the OpenAPI documents of the services. An address
that is not built yet is absent from OpenAPI and answers 404.

| service | built | promised |
|---|--:|--:|
${services.map(({ service, built, promised }) => `| [${service}](#${service}) | ${built} | ${promised} |`).join('\n')}

${sections}`;
}

function section({ service, places, beyondTheContract, besideOpenApi, built, promised }: ServiceCoverage): string {
  const lines = [`## ${service}`, ''];
  if (promised > 0) {
    lines.push(`${built} of ${promised} are built.`, '', '| path | built | not yet | says |', '|---|---|---|---|');
    lines.push(...places.map((place) => `| \`${place.path}\` | ${place.built.join(' ')} | ${place.notYet.join(' ')} | ${place.sources.join(', ')} |`), '');
  }
  if (besideOpenApi.length > 0) {
    lines.push(`Beside OpenAPI, and therefore not counted: ${besideOpenApi.map((entry) => `\`${entry.method} ${fullPath(entry)}\``).join(', ')}.`, '');
  }
  if (beyondTheContract.length > 0) {
    lines.push(`Beyond the contract: ${beyondTheContract.map(({ method, path }) => `\`${method} ${path}\``).join(', ')}.`, '');
  }
  return lines.join('\n');
}
