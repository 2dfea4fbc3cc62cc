/** The contract for machines is true: what is committed is what is served, and what it says can be done can be done. */
import { readFileSync } from 'node:fs';
import { Parser } from '@asyncapi/parser';
import type { Client, TestService } from '@fiksu/testing';
import openapiTS, { astToString } from 'openapi-typescript';
import { roadmap as definition } from './roadmap.ts';
import { needIn, submitted } from './testing/needs-in-any-state.ts';
import { startRoadmap } from './testing/start-roadmap.ts';

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema: { enum?: string[] };
}
interface Exemplified {
  example?: object;
  examples?: object[];
}
interface Operation {
  operationId: string;
  tags: string[];
  'x-may': string[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Exemplified & { $ref: string; format?: string } }> };
  responses: Record<string, unknown>;
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Exemplified> };
}

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8'));
const committed = read('openapi.json') as Document;
const operations = Object.entries(committed.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
);

const takesBytes = ({ requestBody }: Operation): boolean => Object.values(requestBody?.content ?? {}).some(({ schema }) => schema.format === 'binary');

/** What every service has is tried out where it is made, and so are files from outside, of which a contract has no examples. */
const own = operations.filter((operation) => !['events', 'files', 'operations', 'webhooks'].includes(operation.tags[0] as string) && !takesBytes(operation));

let roadmap: TestService;
let admin: Client;
beforeAll(async () => {
  roadmap = await startRoadmap();
  admin = await roadmap.as('admin');
});
afterAll(() => roadmap.stop());

async function added(collection: string, body: object): Promise<string> {
  const { status, body: made } = await admin.post(collection, body);
  expect([status, made.errors]).toEqual([201, undefined]);
  return `${collection}/${made.id}`;
}

let number = 0;
const themeOfOurs = () => added('/themes', { id: `oma-${++number}`, label: { fi: 'Oma' } });
const programmeOfOurs = () => added('/programmes', { title: { fi: 'Oma' }, period: { from: '2026-01', to: '2026-12' } });
async function hiddenNeed(): Promise<string> {
  const path = await submitted(roadmap);
  await admin.act(path, 'hide', { reason: { fi: 'Nimeää henkilön' } });
  return path;
}

/** Of each operation that takes a body, the address to which its examples are sent. */
const addresses: Record<string, () => Promise<string>> = {
  createDistrict: async () => '/districts',
  changeDistrict: async () => '/districts/malmi',
  createTheme: async () => '/themes',
  changeTheme: themeOfOurs,
  createProgramme: async () => '/programmes',
  changeProgramme: programmeOfOurs,
  submitNeed: async () => '/needs',
  batchNeeds: async () => '/needs/batch',
  triageNeed: async () => `${await submitted(roadmap)}/triage`,
  acceptNeed: async () => `${await needIn(roadmap, 'triaged')}/accept`,
  declineNeed: async () => `${await submitted(roadmap)}/decline`,
  mergeNeed: async () => `${await submitted(roadmap)}/merge`,
  unmergeNeed: async () => `${await needIn(roadmap, 'merged')}/unmerge`,
  supportNeed: async () => `${await needIn(roadmap, 'accepted')}/support`,
  reportNeed: async () => `${await needIn(roadmap, 'accepted')}/report`,
  hideNeed: async () => `${await submitted(roadmap)}/hide`,
  restoreNeed: async () => `${await hiddenNeed()}/restore`,
};
/** A need cannot be merged into one that is nowhere, and no document knows an id that everybody has. */
const withoutExample = ['mergeNeed'];

describe('the contract of its events', () => {
  it('the committed contract is what the service answers', async () => {
    const { body } = await roadmap.anyone.get('/asyncapi.json').expect(200);
    expect(body).toEqual(read('asyncapi.json'));
  });

  it('is AsyncAPI 3.0 without a fault', async () => {
    const { diagnostics } = await new Parser().parse(JSON.stringify(read('asyncapi.json')));
    // That there is a newer version of AsyncAPI is information, and no fault.
    expect(diagnostics.filter(({ severity }) => severity < 2)).toEqual([]);
  });

  it('has every question that the service answers', () => {
    const answered = definition.responders.map((responder) => roadmap.app.get(responder, { strict: false }).question);
    expect(answered).toEqual(definition.questions);
  });
});

describe('the contract of the roadmap service', () => {
  it('the committed contract is what the service answers', async () => {
    const { body } = await roadmap.anyone.get('/openapi.json').expect(200);
    expect(body).toEqual(committed);
  });

  it('is OpenAPI 3.1, and every operation in it has a name of its own', () => {
    expect(committed.openapi).toMatch(/^3\.1\./);
    const names = operations.map((operation) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
  });

  it('has an example of every body that can be sent, and a test of it', () => {
    const withBody = own.filter((operation) => operation.requestBody).map((operation) => operation.operationId);
    expect(withBody.sort()).toEqual(Object.keys(addresses).sort());
    expect(own.filter((operation) => operation.requestBody && examplesOf(operation).length === 0).map((operation) => operation.operationId)).toEqual(
      withoutExample,
    );
  });

  it('converts to TypeScript', async () => {
    const types = astToString(await openapiTS(JSON.stringify(committed)));
    for (const { operationId } of operations) expect(types).toContain(`${operationId}: {`);
  });
});

/** Those beside the reference to a schema, and those of the schema itself. */
function examplesOf({ requestBody }: Operation): object[] {
  const schemas = Object.values(requestBody?.content ?? {}).flatMap(({ schema }) => [
    schema,
    committed.components.schemas[schema.$ref.replace('#/components/schemas/', '')] ?? {},
  ]);
  const examples = schemas.flatMap(({ example, examples: more = [] }: Exemplified) => (example ? [example, ...more] : more));
  return [...new Set(examples.map((example) => JSON.stringify(example)))].map((text) => JSON.parse(text) as object);
}

describe('every example of a body', () => {
  it.each(own.flatMap((operation) => examplesOf(operation).map((example): [string, string, object] => [operation.operationId, operation.method, example])))(
    'of %s is accepted',
    async (name, method, example) => {
      const address = (await addresses[name]?.()) as string;
      const { status, body } = await (method === 'patch'
        ? admin.patch(address, example, { 'If-Match': '*' })
        : admin.post(address, example, { 'If-Match': '*' }));
      expect([status < 300 ? 'accepted' : status, body.errors]).toEqual(['accepted', undefined]);
    },
  );
});

describe('every address that can be read', () => {
  const known: Record<string, () => Promise<string>> = {
    districts: async () => 'malmi',
    themes: async () => 'energy',
    programmes: async () => (await programmeOfOurs()).replace('/programmes/', ''),
    needs: async () => (await needIn(roadmap, 'accepted')).replace('/needs/', ''),
  };

  const withoutName = operations.filter((operation) => own.includes(operation) || !operation.path.includes('{'));
  // Runs of imports are read where there are imports.
  const readable = withoutName.filter(({ method, path }) => method === 'get' && !path.includes('/imports/'));
  it.each(readable.map((operation): [string, Operation] => [operation.path, operation]))('%s answers', async (path, { parameters = [], 'x-may': may }) => {
    const collection = path.split('/')[3] as string;
    const receipt = (await roadmap.anyone.post('/needs', { title: { fi: 'x' }, districts: ['malmi'], source: 'resident' })).body.receipt.url as string;
    const address = path
      .replace('{id}', path.includes('{id}') ? await (known[collection] as () => Promise<string>)() : '')
      .replace('{secret}', receipt.split('/').at(-1) as string);
    const query = parameters.filter((parameter) => parameter.in === 'query' && parameter.required).map(({ name, schema }) => `${name}=${schema.enum?.[0]}`);
    const { status } = await (may.includes('anyone') ? roadmap.anyone : admin).get(`${address}?${query.join('&')}`);
    expect([address, status]).toEqual([address, 200]);
  });
});
