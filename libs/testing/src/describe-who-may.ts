import type { Role } from '@fiksu/service';
import { RouteAsker, absentId, type Answer, type Asker, type Sent } from './ask-routes.ts';
import type { TestService } from './start-test-service.ts';
import { StatementWatch } from './watch-statements.ts';

/** Everybody that there is by role: nobody in particular, and each role without further claims. */
export const plainAskers = {
  nobody: { role: 'nobody' },
  admin: { role: 'admin' },
  coordinator: { role: 'coordinator' },
  evaluator: { role: 'evaluator' },
  partner: { role: 'partner' },
  platform: { role: 'platform' },
  resident: { role: 'resident' },
} as const satisfies Record<string, Asker>;
export type Plain = keyof typeof plainAskers;

/** What the contract says of one route (G5 to G7). */
export interface RouteRule {
  /** The roles that may ever do it, and `nobody` where no token is needed. */
  may: readonly Plain[];
  /** Whether it is one thing of a closed collection: for whoever may not read, it is not there (G6). */
  hides?: boolean;
  /** Whether a scope of the token is needed beside the role, which none of the askers has. */
  needsScope?: boolean;
  /** What it answers beside the usual, to those who may by role: where another contract than ours says so. */
  answersToo?: readonly number[];
  /** Which of the things it is asked about. */
  of?: string;
  /** What a well-formed request sends: refusals for what it is about come after those for what is sent. */
  sent?: Pick<Sent, 'body' | 'type' | 'query'>;
  /** What stands in the path for a thing that is not there, where it is no UUID. */
  absent?: Record<string, string>;
}

/** One thing that there is, and what the contract says of it. Names are those of askers. */
export interface Thing {
  is: string;
  path: Record<string, string>;
  seenBy: readonly string[];
  /** Of those who may do it by role and see the thing, who may do it to this one; all without. */
  changedBy?: readonly string[];
}

export interface Contract<Asking extends string> {
  /** The name of the service. */
  name: string;
  start: () => Promise<TestService>;
  /** Who asks beside the plain ones: with districts, with an organisation, as somebody else. */
  askers: Record<Asking, Asker>;
  table: Record<string, RouteRule>;
  /** What there is of each kind, made when the service has been started. */
  things: (service: TestService) => Promise<Record<string, Thing[]>>;
}

const isRead = (route: string): boolean => route.startsWith('GET ');
const isList = (route: string): boolean => isRead(route) && !route.includes('{');

/**
 * Asks every route of a service over HTTP, as every role and as nobody, about things that are their own, others', hidden and
 * absent, and compares with a table that is written by hand after the contract, so that it holds the code to it (G5 to G8).
 */
export function describeWhoMay<Asking extends string>({ name, start, askers: further, table, things: plant }: Contract<Asking>): void {
  const askers: Record<string, Asker> = { ...plainAskers, ...further };
  const everyone = Object.keys(askers);
  let service: TestService;
  let ask: RouteAsker;
  let watch: StatementWatch;
  let things: Record<string, Thing[]>;
  let document: { paths: Record<string, Record<string, Operation>> };

  beforeAll(async () => {
    service = await start();
    things = await plant(service);
    ask = new RouteAsker(service, `/${name}/v1`, askers);
    document = (await service.anyone.get('/openapi.json').expect(200)).body;
    watch = await StatementWatch.of(service);
  });
  afterAll(async () => {
    watch?.stop();
    await service?.stop();
  });

  const operationOf = (route: string): Operation => {
    const [method = '', path = ''] = route.split(' ');
    return document.paths[`/${name}/v1${path}`]?.[method.toLowerCase()] ?? {};
  };
  const mayByRole = (rule: RouteRule, asker: string): boolean => rule.may.includes((askers[asker] as Asker).role);
  const aboutNothing = (rule: RouteRule): Sent => ({ ...rule.sent, path: rule.absent });
  /** What the list, its counts and its export are asked about one thing. */
  const listQuery = (route: string, id: string): string => {
    const by = operationOf(route).parameters?.find((parameter) => parameter.name === 'by')?.schema?.enum?.[0];
    return `?id=${id}${route.endsWith('/counts') ? `&by=${by}` : ''}`;
  };
  const sentAbout = (route: string, rule: RouteRule, thing: Thing | null): Sent => {
    if (isList(route)) return { query: listQuery(route, thing?.path.id ?? rule.absent?.id ?? absentId) };
    return { ...rule.sent, path: thing?.path ?? rule.absent };
  };

  describe('the table of the contract', () => {
    it('names every route of the service once, and no other', () => {
      const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(`/${name}/v1`, '')}`),
      );
      expect(Object.keys(table).sort()).toEqual(routes.sort());
    });

    it('is told at each route in words: who may, and what of it each of them sees', () => {
      for (const [route, rule] of Object.entries(table).filter(([each]) => isRead(each))) {
        const { 'x-may': may, 'x-sees': sees = {} } = operationOf(route);
        expect([route, may]).toEqual([route, expect.arrayContaining([expect.any(String)])]);
        const roles = rule.may.filter((who): who is Role => who !== 'nobody');
        const untold = 'everybody' in sees ? [] : roles.filter((role) => !(role in sees));
        expect([route, untold]).toEqual([route, []]);
      }
    });
  });

  describe('a list that is asked for an id that can be none here', () => {
    it.each(Object.entries(table).filter(([route, { may }]) => isList(route) && may.includes('admin')))(
      '%s answers as of one that there is not',
      async (route) => {
        const takesIds = operationOf(route).parameters?.some((parameter) => parameter.name === 'id');
        for (const id of ['null', 'abc', '0', '2020'])
          if (takesIds) expectOneOf([id], await ask.as('admin', route, { query: listQuery(route, id) }), [200, 400, 403]);
      },
    );
  });

  describe.each(Object.entries(table))('%s', (route, rule) => {
    it(`is for ${rule.may.join(', ')}`, async () => {
      for (const asker of everyone) {
        const answer = await ask.as(asker, route, aboutNothing(rule));
        if (!mayByRole(rule, asker)) expectRefusal([asker], answer, rule.hides ? 404 : askers[asker]?.role === 'nobody' ? 401 : 403);
        else if (rule.needsScope) expectRefusal([asker], answer, 403);
        else expectOneOf([asker], answer, [...(route.includes('{') ? [200, 400, 404, 422] : [200, 201, 202, 400, 422]), ...(rule.answersToo ?? [])]);
        if (isRead(route)) expect((await ask.as(asker, route.replace('GET', 'HEAD'), aboutNothing(rule))).status).toBe(answer.status);
      }
    });

    it('takes no bad token, also where none is needed', async () => {
      const { issuer } = service;
      for (const token of [await issuer.token('admin', { expiresIn: -60 }), await issuer.token('admin', { audience: 'elsewhere' }), 'nonsense']) {
        const answer = await ask.with(token, route, aboutNothing(rule));
        expectRefusal(['a bad token'], answer, 401);
        expect(answer.headers.get('WWW-Authenticate')).toMatch(/^Bearer .*error="invalid_token"/);
      }
    });

    it('is for a token without a role of the platform what it is for all who are signed in', async () => {
      const answer = await ask.with(await service.issuer.token('resident', { roles: ['mayor', 'Admin'] }), route, aboutNothing(rule));
      if (plainRoles.every((role) => rule.may.includes(role))) expectOneOf(['mayor'], answer, [200, 201, 202, 400, 404, 422, ...(rule.answersToo ?? [])]);
      else expectRefusal(['mayor'], answer, rule.hides ? 404 : 403);
    });

    if (rule.of === undefined) return;
    const kind = rule.of;
    const thingsOf = (): Thing[] => things[kind] ?? [];

    it('shows and does to each thing what the contract says', async () => {
      expect(thingsOf().length).toBeGreaterThan(0);
      for (const thing of thingsOf())
        for (const asker of everyone.filter((each) => mayByRole(rule, each)))
          expectAsContract([`${asker}, ${thing.is}`], { route, thing, asker, answer: await ask.as(asker, route, sentAbout(route, rule, thing)) });
    });

    it('tells nobody of what it may not see: neither by the answer nor by the work', async () => {
      for (const thing of thingsOf())
        for (const asker of everyone.filter((each) => !thing.seenBy.includes(each))) {
          const [unseen, absent] = [
            await watch.during(() => ask.as(asker, route, sentAbout(route, rule, thing))),
            await watch.during(() => ask.as(asker, route, sentAbout(route, rule, null))),
          ];
          const told = ({ result, statements }: typeof unseen) => [`${asker}, ${thing.is}`, result.status, result.sameText, result.headerNames, statements];
          expect(told(unseen)).toEqual(told(absent));
        }
    });
  });
}

interface Operation {
  'x-may'?: string[];
  'x-sees'?: Record<string, string>;
  parameters?: { name: string; schema?: { enum?: string[] } }[];
}

const plainRoles = Object.keys(plainAskers).filter((who): who is Role => who !== 'nobody');
const codes: Record<number, string> = { 401: 'unauthenticated', 403: 'forbidden', 404: 'not-found' };

function expectRefusal(who: string[], { status, code, headers }: Answer, expected: 401 | 403 | 404): void {
  expect([...who, status, code]).toEqual([...who, expected, codes[expected]]);
  expect([...who, headers.get('WWW-Authenticate')]).toEqual([...who, expected === 401 ? expect.stringMatching(/^Bearer realm=/) : null]);
}

function expectOneOf(who: string[], { status, text }: Answer, expected: number[]): void {
  expect([...who, expected.includes(status) ? expected : `${status} ${text.slice(0, 300)}`]).toEqual([...who, expected]);
}

/** Of somebody whose role may. */
function expectAsContract(who: string[], { route, thing, asker, answer }: { route: string; thing: Thing; asker: string; answer: Answer }): void {
  const sees = thing.seenBy.includes(asker);
  const { status, text } = answer;
  if (isList(route)) {
    expect([...who, status, isTold(route, thing, text)]).toEqual([...who, 200, sees]);
  } else if (!sees) {
    expectRefusal(who, answer, 404);
  } else if (isRead(route)) {
    expect([...who, status]).toEqual([...who, 200]);
  } else if (thing.changedBy && !thing.changedBy.includes(asker)) {
    expect([...who, status]).toEqual([...who, 403]);
  } else {
    expectOneOf(who, answer, [200, 202, 204, 409, 412, 422]);
  }
}

function isTold(route: string, { path }: Thing, text: string): boolean {
  if (route.endsWith('/counts')) return (JSON.parse(text) as { total: number }).total > 0;
  return text.includes(path.id as string);
}
