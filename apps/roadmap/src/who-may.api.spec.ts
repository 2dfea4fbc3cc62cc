/** Who may use which route: API contract, G5 to G7. The table is written by hand, so that it holds the code to the contract. */
import { ROLES, type Role } from '@fiksu/service';
import type { TestService } from '@fiksu/testing';
import { startRoadmap } from './testing/start-roadmap.ts';

type Caller = Role | 'nobody';
const everybody: Caller[] = ['nobody', ...ROLES];
const signedIn: Caller[] = [...ROLES];
const persons: Caller[] = ['admin', 'coordinator', 'evaluator', 'partner', 'resident'];
const coordinators: Caller[] = ['admin', 'coordinator'];
const admins: Caller[] = ['admin'];
const endpoints: Caller[] = ['admin', 'platform'];
/** One thing of a closed collection: for whoever may not read, it is not there (G6). */
const hidden = ['GET /webhooks/{id}', 'GET /webhooks/{id}/history'];

const reads = (collection: string): [string, Caller[]][] => ['', '/counts', '/{id}', '/{id}/history'].map((path) => [`GET ${collection}${path}`, everybody]);

const table: [route: string, allowed: Caller[]][] = [
  ...reads('/districts'),
  ['POST /districts', admins],
  ['PATCH /districts/{id}', admins],
  ['DELETE /districts/{id}', admins],
  ...reads('/themes'),
  ['POST /themes', admins],
  ['PATCH /themes/{id}', admins],
  ['DELETE /themes/{id}', admins],
  ...reads('/programmes'),
  ['POST /programmes', coordinators],
  ['PATCH /programmes/{id}', coordinators],
  ['DELETE /programmes/{id}', coordinators],
  ...reads('/needs'),
  ['POST /needs', everybody],
  ['GET /needs/receipts/{secret}', everybody],
  ...['triage', 'accept', 'decline', 'merge', 'unmerge', 'hide', 'restore'].map((action): [string, Caller[]] => [`POST /needs/{id}/${action}`, coordinators]),
  ['POST /needs/{id}/support', persons],
  ['POST /needs/{id}/report', signedIn],
  ['GET /events', ['admin', 'coordinator', 'platform']],
  ['GET /events/types', everybody],
  ['GET /operations/outbox', admins],
  ['POST /operations/redact', admins],
  ['GET /operations/dead-letters', admins],
  ['GET /operations/dead-letters/{id}', admins],
  ['POST /operations/dead-letters/{id}/retry', admins],
  ['POST /operations/dead-letters/{id}/discard', admins],
  ['GET /operations/projections', admins],
  ['POST /operations/projections/{name}/rebuild', admins],
  ['GET /webhooks', endpoints],
  ['POST /webhooks', endpoints],
  ['GET /webhooks/counts', endpoints],
  ['GET /webhooks/{id}', endpoints],
  ['PATCH /webhooks/{id}', endpoints],
  ['DELETE /webhooks/{id}', endpoints],
  ['GET /webhooks/{id}/history', endpoints],
  ['GET /webhooks/{id}/deliveries', endpoints],
  ['POST /webhooks/{id}/deliveries/{delivery}/resend', endpoints],
  ['POST /webhooks/{id}/resume', endpoints],
  ['POST /webhooks/{id}/rotate', endpoints],
  ['POST /webhooks/{id}/test', endpoints],
];

let roadmap: TestService;
let tokens: Map<Caller, string | null>;
beforeAll(async () => {
  roadmap = await startRoadmap();
  tokens = new Map([['nobody', null], ...(await Promise.all(ROLES.map(async (role): Promise<[Caller, string]> => [role, await roadmap.issuer.token(role)])))]);
});
afterAll(() => roadmap.stop());

/** Asks for what is not there: whoever may ask hears 200, 400 or 404, and nothing changes. */
async function statusOf(route: string, token: string | null): Promise<{ status: number; body: { code?: string }; headers: Headers }> {
  const [method = '', path = ''] = route.split(' ');
  const url = `${roadmap.origin}/roadmap/v1${path.replace('{id}', '0198bbbb-0000-7000-8000-00000000ffff').replace('{secret}', 'x')}`;
  const answer = await fetch(url, {
    method,
    headers: { ...(token ? { Authorization: `Bearer ${token}` } : {}), 'If-Match': '*', ...(method === 'GET' ? {} : { 'Content-Type': 'application/json' }) },
    ...(method === 'POST' || method === 'PATCH' ? { body: '{}' } : {}),
  });
  return { status: answer.status, body: answer.status === 204 ? {} : ((await answer.json()) as object), headers: answer.headers };
}

describe('the table', () => {
  it('names every route of the service once, and no other', async () => {
    const { body } = await roadmap.anyone.get('/openapi.json').expect(200);
    const routes = Object.entries(body.paths as Record<string, object>).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace('/roadmap/v1', '')}`),
    );
    expect(table.map(([route]) => route).sort()).toEqual(routes.sort());
  });
});

describe.each(table)('%s', (route, allowed) => {
  it(`is for ${allowed.join(', ')}`, async () => {
    for (const [caller, token] of tokens) {
      const { status, body } = await statusOf(route, token);
      if (allowed.includes(caller)) expect([caller, [200, 400, 404]]).toEqual([caller, expect.arrayContaining([status])]);
      else if (hidden.includes(route)) expect([caller, status, body.code]).toEqual([caller, 404, 'not-found']);
      else expect([caller, status, body.code]).toEqual([caller, ...(caller === 'nobody' ? [401, 'unauthenticated'] : [403, 'forbidden'])]);
    }
  });

  it('takes no bad token, also where none is needed', async () => {
    const bad = [await roadmap.issuer.token('admin', { expiresIn: -60 }), await roadmap.issuer.token('admin', { audience: 'elsewhere' }), 'nonsense'];
    for (const token of bad) {
      const { status, body, headers } = await statusOf(route, token);
      expect([status, body.code]).toEqual([401, 'unauthenticated']);
      expect(headers.get('WWW-Authenticate')).toMatch(/^Bearer .*error="invalid_token"/);
    }
  });

  it('is for who has a token without a role of ours as for nobody, and for what all signed in may do', async () => {
    const { status } = await statusOf(route, await roadmap.issuer.token('resident', { roles: ['mayor'] }));
    if (allowed === everybody || allowed === signedIn) expect([200, 400, 404]).toContain(status);
    else expect(status).toBe(hidden.includes(route) ? 404 : 403);
  });
});
