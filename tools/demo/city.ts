/** The services of the platform, as a story meets them: their addresses, tokens, and that one of them may be away for a while. */
export interface City {
  /** What stands before `/roadmap/v1`. */
  originOf(service: string): string;
  tokenOf(role: string, terms?: TokenTerms): Promise<string>;
  /** Takes a service away, without goodbye. */
  takeAway(service: string): Promise<void>;
  bringBack(service: string): Promise<void>;
}

export interface TokenTerms {
  org?: string;
  sub?: string;
  scope?: string;
}

export interface Answer {
  status: number;
  /** The parsed body; null for none. */
  body: Body;
  headers: Headers;
}

/** What a story reads of an answer. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever JSON a route answers
export type Body = any;

/** A request that was made, for whoever is told the story. */
export interface Asked {
  method: string;
  path: string;
  status: number;
}

/** Asks the services as one person does, and remembers what was asked. */
export class Person {
  private readonly city: City;
  private readonly token: string | null;
  private readonly asked: Asked[];

  constructor(city: City, token: string | null, asked: Asked[]) {
    this.city = city;
    this.token = token;
    this.asked = asked;
  }

  async get(path: string): Promise<Answer> {
    return this.ask('GET', path);
  }

  /** @param expected anything else is an error that says what came back */
  async post(path: string, body: object, expected: number): Promise<Answer> {
    return this.expect(await this.ask('POST', path, body), expected, path);
  }

  async delete(path: string): Promise<Answer> {
    return this.ask('DELETE', path);
  }

  /** An action on what stands at `path`, in the version that it has now. */
  async act(path: string, action: string, body: object = {}, expected = 200): Promise<Answer> {
    const { headers } = await this.expect(await this.ask('GET', path, undefined, {}, false), 200, path);
    return this.expect(await this.ask('POST', `${path}/${action}`, body, { 'if-match': headers.get('etag') ?? '' }), expected, `${path}/${action}`);
  }

  /** Asks until the answer is as it should be: what happened in one service is visible in the others within seconds. */
  async until(path: string, isRight: (answer: Answer) => boolean): Promise<Answer> {
    const until = Date.now() + patienceMs;
    for (;;) {
      const answer = await this.ask('GET', path, undefined, {}, false);
      if (isRight(answer)) {
        this.asked.push({ method: 'GET', path, status: answer.status });
        return answer;
      }
      if (Date.now() > until) throw new Error(`GET ${path} still answers ${answer.status} ${JSON.stringify(answer.body)}`);
      await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
    }
  }

  private async ask(method: string, path: string, body?: object, headers: Record<string, string> = {}, told = true): Promise<Answer> {
    const service = path.split('/')[1] ?? '';
    const response = await fetch(this.city.originOf(service) + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.token === null ? {} : { authorization: `Bearer ${this.token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (told) this.asked.push({ method, path, status: response.status });
    return { status: response.status, body: text === '' ? null : JSON.parse(text), headers: response.headers };
  }

  private async expect(answer: Answer, expected: number, path: string): Promise<Answer> {
    if (answer.status !== expected) throw new Error(`${path} answered ${answer.status} and not ${expected}: ${JSON.stringify(answer.body)}`);
    return answer;
  }
}

const patienceMs = 30_000;
const lookAgainMs = 50;
