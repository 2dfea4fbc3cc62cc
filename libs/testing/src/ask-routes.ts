import type { Role } from '@fiksu/service';
import type { TestService } from './start-test-service.ts';
import type { TokenTerms } from './test-issuer.ts';

/** Somebody who asks: nobody in particular, or a role with the claims that its token has beside. */
export interface Asker {
  role: Role | 'nobody';
  terms?: TokenTerms;
}

/** What is sent to a route; what is missing in it is nothing there. */
export interface Sent {
  /** Values of the parameters in the path. */
  path?: Record<string, string>;
  query?: string;
  body?: object | string;
  type?: string;
  ifMatch?: string;
}

export interface Answer {
  status: number;
  text: string;
  /** Without what is another one in each answer. */
  sameText: string;
  code: string | undefined;
  headers: Headers;
  headerNames: string[];
}

/** Ids of nothing: of resources, and of what has a slug. */
export const absentId = '0198bbbb-0000-7000-8000-00000000ffff';
export const absentSlug = 'there-is-no-such-thing';

/** Asks routes as they stand in OpenAPI: `POST /needs/{id}/triage`. */
export class RouteAsker {
  private readonly tokens = new Map<string, string | null>();

  constructor(
    private readonly service: TestService,
    private readonly prefix: string,
    private readonly askers: Record<string, Asker>,
  ) {}

  async tokenOf(name: string): Promise<string | null> {
    const { role, terms } = this.askers[name] as Asker;
    if (role === 'nobody') return null;
    if (!this.tokens.has(name)) this.tokens.set(name, await this.service.issuer.token(role, terms));
    return this.tokens.get(name) as string;
  }

  async as(name: string, route: string, sent: Sent = {}): Promise<Answer> {
    return this.with(await this.tokenOf(name), route, sent);
  }

  async with(
    token: string | null,
    route: string,
    { path = {}, query = '', body = {}, type = 'application/json', ifMatch = '"999999-none"' }: Sent,
  ): Promise<Answer> {
    const [method = '', template = ''] = route.split(' ');
    const address = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => path[name] ?? absentId);
    const writes = method === 'POST' || method === 'PATCH';
    const answer = await fetch(`${this.service.origin}${this.prefix}${address}${query}`, {
      method,
      headers: {
        ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
        ...(method === 'GET' || method === 'HEAD' ? {} : { 'If-Match': ifMatch }),
        ...(writes ? { 'Content-Type': type } : {}),
      },
      ...(writes ? { body: typeof body === 'string' ? body : JSON.stringify(body) } : {}),
    });
    const text = await answer.text();
    const problem =
      text !== '' && answer.headers.get('Content-Type')?.startsWith('application/problem+json') ? (JSON.parse(text) as { code: string }) : undefined;
    return {
      status: answer.status,
      text,
      sameText: text.replace(/"instance":"[^"]*"/, '').replace(/"traceId":"[^"]*"/, ''),
      code: problem?.code,
      headers: answer.headers,
      headerNames: [...answer.headers.keys()].sort(),
    };
  }
}
