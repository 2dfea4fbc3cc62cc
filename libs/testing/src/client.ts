import supertest, { type Test } from 'supertest';

type Headers = Record<string, string>;

/** Speaks HTTP with a service as one person does: the address, the token, and how a change is asked for. */
export class Client {
  constructor(
    private readonly origin: string,
    private readonly prefix: string,
    private readonly token: string | null,
  ) {}

  get(path: string, headers: Headers = {}): Test {
    return this.with(headers, supertest(this.origin).get(this.at(path)));
  }

  post(path: string, body: unknown = {}, headers: Headers = {}): Test {
    return this.with(headers, supertest(this.origin).post(this.at(path))).send(body as object);
  }

  patch(path: string, body: unknown, headers: Headers = {}): Test {
    return this.with({ 'Content-Type': 'application/merge-patch+json', ...headers }, supertest(this.origin).patch(this.at(path))).send(JSON.stringify(body));
  }

  delete(path: string, headers: Headers = {}): Test {
    return this.with(headers, supertest(this.origin).delete(this.at(path)));
  }

  /** Sends a file, with its name as a header wants it, in ASCII. */
  upload(bytes: Buffer, type: string, name: string, headers: Headers = {}): Test {
    const described = { 'Content-Type': type, 'Content-Disposition': `attachment; filename="${name}"`, ...headers };
    return this.with(described, supertest(this.origin).post(this.at('/files'))).send(bytes);
  }

  /** Acts on a resource in the version that it has now: reads its ETag first. */
  async act(path: string, action: string, body: unknown = {}): Promise<Test> {
    return this.post(`${path}/${action}`, body, await this.matching(path));
  }

  /** The `If-Match` of what stands at a path. */
  async matching(path: string): Promise<Headers> {
    const { headers } = await this.get(path).expect(200);
    return { 'If-Match': headers.etag as string };
  }

  private at(path: string): string {
    return path.startsWith(this.prefix) ? path : this.prefix + path;
  }

  private with(headers: Headers, test: Test): Test {
    if (this.token) void test.set('Authorization', `Bearer ${this.token}`);
    return test.set(headers);
  }
}
