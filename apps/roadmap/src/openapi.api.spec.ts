/** The contract for machines is true: what is committed is what is served, and what it says can be done can be done. */
import { readFileSync } from 'node:fs';
import { Parser } from '@asyncapi/parser';
import type { Client, TestService } from '@fiksu/testing';
import openapiTS, { astToString } from 'openapi-typescript';
import { roadmap as definition } from './roadmap.ts';
import { itemIn } from './testing/items-in-any-state.ts';
import { needIn, submitted } from './testing/needs-in-any-state.ts';
import { closedSession, openSession, plannedSession, publishedMethod } from './testing/sessions-in-any-state.ts';
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
const milestoneOf = (item: string) => added(`${item}/milestones`, { title: { fi: 'Puut' }, dueOn: '2027-04-30' });
const methodOfOurs = () => added('/methods', { name: { fi: 'Oma' }, phases: [{ id: 'alku', name: { fi: 'Alku' } }] });
const developmentOfOurs = () => added('/districts/malmi/developments', { title: { fi: 'Tori' }, kind: 'street', stage: 'planned' });
const versionOfOurs = () => added('/versions', { title: { fi: 'Oma' } });
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
  crystalliseNeed: async () => `${await needIn(roadmap, 'accepted')}/crystallise`,
  addressNeed: async () => `${await needIn(roadmap, 'crystallised')}/address`,
  createItem: async () => '/items',
  batchItems: async () => '/items/batch',
  changeItem: () => itemIn(roadmap, 'idea'),
  commitItem: async () => `${await itemIn(roadmap, 'idea')}/commit`,
  startItem: async () => `${await itemIn(roadmap, 'committed')}/start`,
  holdItem: async () => `${await itemIn(roadmap, 'in-progress')}/hold`,
  resumeItem: async () => `${await itemIn(roadmap, 'on-hold')}/resume`,
  completeItem: async () => `${await itemIn(roadmap, 'in-progress')}/complete`,
  dropItem: async () => `${await itemIn(roadmap, 'idea')}/drop`,
  supersedeItem: async () => `${await itemIn(roadmap, 'idea')}/supersede`,
  confirmItem: async () => `${await itemIn(roadmap, 'idea')}/confirm`,
  overrideItem: async () => `${await itemIn(roadmap, 'idea')}/override`,
  linkItem: async () => `${await itemIn(roadmap, 'idea')}/links`,
  addMilestone: async () => `${await itemIn(roadmap, 'idea')}/milestones`,
  doneMilestone: async () => `${await milestoneOf(await itemIn(roadmap, 'idea'))}/done`,
  createDevelopment: async () => '/districts/malmi/developments',
  changeDevelopment: developmentOfOurs,
  createMethod: async () => '/methods',
  batchMethods: async () => '/methods/batch',
  changeMethod: methodOfOurs,
  publishMethod: async () => `${await methodOfOurs()}/publish`,
  createSession: async () => '/sessions',
  batchSessions: async () => '/sessions/batch',
  changeSession: () => plannedSession(admin),
  openSession: async () => `${await plannedSession(admin)}/open`,
  recordSession: async () => `${await openSession(admin)}/record`,
  closeSession: async () => `${await openSession(admin)}/close`,
  createVersion: async () => '/versions',
  cancelMilestone: async () => `${await milestoneOf(await itemIn(roadmap, 'idea'))}/cancel`,
};
/** An example names things by ids that no platform has: here they are there. */
const thereAre: Record<string, (example: object) => Promise<object>> = {
  createSession: async (example) => ({ ...example, method: await publishedMethod(admin), needs: [(await needIn(roadmap, 'accepted')).replace('/needs/', '')] }),
};
/** Nothing can be merged into, or superseded by, one that is nowhere, and no document knows an id that everybody has. */
const withoutExample = ['mergeNeed', 'supersedeItem'];

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
    const unexemplified = own.filter((operation) => operation.requestBody && examplesOf(operation).length === 0);
    expect(unexemplified.map((operation) => operation.operationId).sort()).toEqual(withoutExample);
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
      const sent = (await thereAre[name]?.(example)) ?? example;
      const { status, body } = await (method === 'patch' ? admin.patch(address, sent, { 'If-Match': '*' }) : admin.post(address, sent, { 'If-Match': '*' }));
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
    items: async () => (await itemIn(roadmap, 'committed')).replace('/items/', ''),
    methods: () => publishedMethod(admin),
    sessions: async () => (await closedSession(admin)).replace('/sessions/', ''),
    versions: async () => (await versionOfOurs()).replace('/versions/', ''),
  };
  /** What belongs to something else, by its address in the contract. */
  const parts: Record<string, () => Promise<string>> = {
    '/items/{item}/milestones/{id}': async () => milestoneOf(await itemIn(roadmap, 'committed')),
    '/items/{item}/milestones': async () => `${await itemIn(roadmap, 'committed')}/milestones`,
    '/items/{item}/links': async () => `${await itemIn(roadmap, 'committed')}/links`,
    '/districts/{district}/developments': async () => '/districts/malmi/developments',
    '/districts/{district}/developments/counts': async () => '/districts/malmi/developments/counts',
    '/districts/{district}/developments/export': async () => '/districts/malmi/developments/export',
    '/districts/{district}/developments/{id}': developmentOfOurs,
    '/districts/{district}/developments/{id}/history': async () => `${await developmentOfOurs()}/history`,
    '/methods/{id}/editions/{n}': async () => `/methods/${await publishedMethod(admin)}/editions/1`,
    '/threads/{kind}/{id}': async () => `/threads${(await itemIn(roadmap, 'committed')).replace('/items', '/item')}`,
    '/versions/latest': async () => (await versionOfOurs()) && '/versions/latest',
    '/versions/{a}/diff/{b}': async () => `${await versionOfOurs()}/diff/${(await versionOfOurs()).replace('/versions/', '')}`,
  };

  const withoutName = operations.filter((operation) => own.includes(operation) || !operation.path.includes('{'));
  // Runs of imports are read where there are imports.
  const readable = withoutName.filter(({ method, path }) => method === 'get' && !path.includes('/imports/'));
  it.each(readable.map((operation): [string, Operation] => [operation.path, operation]))('%s answers', async (path, { parameters = [], 'x-may': may }) => {
    const collection = path.split('/')[3] as string;
    const receipt = (await roadmap.anyone.post('/needs', { title: { fi: 'x' }, districts: ['malmi'], source: 'resident' })).body.receipt.url as string;
    const part = parts[path.replace('/roadmap/v1', '')];
    const address = part
      ? await part()
      : path
          .replace('{id}', path.includes('{id}') ? await (known[collection] as () => Promise<string>)() : '')
          .replace('{secret}', receipt.split('/').at(-1) as string);
    const query = parameters.filter((parameter) => parameter.in === 'query' && parameter.required).map(({ name, schema }) => `${name}=${schema.enum?.[0]}`);
    const { status } = await (may.includes('anyone') ? roadmap.anyone : admin).get(`${address}?${query.join('&')}`);
    expect([address, status]).toEqual([address, 200]);
  });
});
