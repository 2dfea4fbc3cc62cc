import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { OpenApiDocument } from './openapi-operations.ts';

const apps = fileURLToPath(new URL('../../apps/', import.meta.url));

/** The documents in the repository: a test of each service fails where its own is not what the service answers. */
export function committedDocuments(): Map<string, OpenApiDocument> {
  const named = readdirSync(apps)
    .sort()
    .map((name) => ({ name, file: `${apps}${name}/openapi.json` }));
  return new Map(named.filter(({ file }) => existsSync(file)).map(({ name, file }) => [name, JSON.parse(readFileSync(file, 'utf8')) as OpenApiDocument]));
}

/** What the running services answer. One that does not answer has nothing built. */
export async function runningDocuments(origin: string, services: Iterable<string>): Promise<Map<string, OpenApiDocument>> {
  const documents = new Map<string, OpenApiDocument>();
  for (const service of services) {
    const response = await fetch(new URL(`/${service}/v1/openapi.json`, origin));
    if (response.ok) documents.set(service, (await response.json()) as OpenApiDocument);
  }
  return documents;
}
