import type { MarkedPerson } from './marked-person.ts';
import { routesOf, type Paths, type Route } from '../../who-may/who-may-page.ts';

interface Schema {
  $ref?: string;
  example?: unknown;
  examples?: unknown[];
}

interface Document {
  paths: Paths;
  components: { schemas: Record<string, Schema> };
}

const absentId = '0198bbbb-0000-7000-8000-00000000ffff';

/** Sends a person to a service in every way that somebody could: each write route, right and wrong, and in all that comes along. */
export class PushEverywhere {
  readonly asked = new Map<number, number>();
  private readonly origin: string;
  private readonly service: string;
  private readonly person: MarkedPerson;
  /** Of the person, by role. */
  private readonly tokens: Record<string, string>;
  private nth = 0;

  constructor(origin: string, service: string, person: MarkedPerson, tokens: Record<string, string>) {
    this.origin = origin;
    this.service = service;
    this.person = person;
    this.tokens = tokens;
  }

  async run(): Promise<number> {
    const document = (await (await fetch(`${this.origin}/${this.service}/v1/openapi.json`)).json()) as Document;
    const routes = routesOf(this.service, document.paths).filter(({ method }) => method !== 'GET');
    for (const route of routes)
      for (const role of ['admin', 'coordinator', 'partner', 'platform', 'resident', 'nobody']) await this.pushThrough(route, role, document);
    // Reads too: what is looked for is words of a person as well.
    for (const path of ['organisations', 'needs', 'webhooks', 'nowhere'])
      await this.send(`/${path}?q=${encodeURIComponent(this.person.words)}&${encodeURIComponent(this.person.email)}=1`, { method: 'GET' }, 'admin');
    return routes.length;
  }

  /** With an example and the person beside it, as words in every localised text, in the query, in the path, as another type, and broken. */
  private async pushThrough({ method, path, operation }: Route, role: string, document: Document): Promise<void> {
    const { words, email, name } = this.person;
    const address = path.replaceAll(/\{\w+\}/g, absentId);
    const marked = { ...exampleOf(operation, document), note: { fi: words }, email, name };
    const json = (body: unknown) => ({ method, body: JSON.stringify(body), type: 'application/json' });
    await this.send(address, json(rightBody(operation, document, words)), role);
    await this.send(address, json(marked), role);
    await this.send(address, json({ title: words, reason: { fi: words }, description: { fi: words } }), role);
    await this.send(address, json({ reason: { fi: words } }), role);
    await this.send(`${address}?${encodeURIComponent(email)}=${encodeURIComponent(words)}`, json({}), role);
    await this.send(path.replaceAll(/\{\w+\}/g, encodeURIComponent(name)), json({}), role);
    await this.send(address, { method, body: `{"title":"${email}", ${words}`, type: 'application/json' }, role);
    await this.send(address, { method, body: words, type: 'text/x-unknown' }, role);
    if (path.endsWith('/imports')) await this.send(address, { method, body: `name,kind\n"${words}`, type: 'text/csv' }, role);
    if (path.endsWith('/imports')) await this.send(address, { method, body: `{"title":{"fi":"${email}"},"${email}":1}\n`, type: 'application/x-ndjson' }, role);
  }

  async send(path: string, { method, body, type }: { method: string; body?: string; type?: string }, role: string): Promise<Response> {
    const token = this.tokens[role];
    const response = await fetch(`${this.origin}/${this.service}/v1${path}`, {
      method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body === undefined || method === 'DELETE' ? {} : { 'content-type': type ?? 'application/json' }),
        'user-agent': this.person.agent,
        'if-match': '*',
        'idempotency-key': `key-${this.nth++}`,
        referer: `https://example.fi/${encodeURIComponent(this.person.email)}`,
      },
      ...(body === undefined || method === 'DELETE' ? {} : { body }),
    });
    this.asked.set(response.status, (this.asked.get(response.status) ?? 0) + 1);
    await response.arrayBuffer();
    return response;
  }
}

/** The example of the contract; a need says what the person wrote. What officials publish is theirs, and names nobody. */
const rightBody = (operation: Route['operation'], document: Document, words: string): object => {
  const example = exampleOf(operation, document);
  return operation.operationId === 'submitNeed' ? { ...example, title: { fi: words }, description: { sv: words } } : example;
};

function exampleOf(operation: object, { components }: Document): object {
  const content = (operation as { requestBody?: { content?: Record<string, { schema?: Schema }> } }).requestBody?.content ?? {};
  const schema = Object.values(content)[0]?.schema;
  const named = schema?.$ref ? components.schemas[schema.$ref.replace('#/components/schemas/', '')] : schema;
  const example = named?.example ?? named?.examples?.[0];
  return typeof example === 'object' && example !== null && !Array.isArray(example) ? example : {};
}
