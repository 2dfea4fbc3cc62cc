import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadSample } from './sample.ts';

interface Thing {
  title: Record<string, string>;
}

/** The two collections of a roadmap, with pages of two and a rule that refuses one title. */
class FakeRoadmap {
  readonly things: Record<string, Thing[]> = { programmes: [], needs: [] };
  refuses: string | undefined;
  keys = new Set<string>();
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      void this.answer(request).then(([status, body]) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)));
    }).listen(0, '127.0.0.1');
  }

  async url(): Promise<string> {
    if (!this.server.listening) await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage): Promise<[number, unknown]> {
    let text = '';
    for await (const bytes of request) text += String(bytes);
    const url = new URL(request.url!, 'http://localhost');
    if (url.pathname === '/idp/token') return [200, { access_token: new URLSearchParams(text).get('client_id') }];
    const things = this.things[url.pathname.split('/').at(-1)!]!;
    if (request.method === 'GET') {
      const begin = Number(url.searchParams.get('after') ?? 0);
      return [200, { data: things.slice(begin, begin + 2), page: { next: begin + 2 < things.length ? String(begin + 2) : null } }];
    }
    const body = JSON.parse(text) as Thing;
    if (this.refuses !== undefined && body.title['fi'] === this.refuses) return [422, { detail: 'not in the city' }];
    this.keys.add(String(request.headers['idempotency-key']));
    things.push(body);
    return [201, body];
  }
}

describe('the sample city', () => {
  let roadmap: FakeRoadmap;

  beforeEach(() => {
    roadmap = new FakeRoadmap();
  });
  afterEach(() => roadmap.close());

  it('is created once: a second run finds all of it, on whichever page', async () => {
    const url = await roadmap.url();
    const first = await loadSample(url);
    expect(first.created).toBe(roadmap.things['needs']!.length + roadmap.things['programmes']!.length);
    expect(first.created).toBeGreaterThan(20);
    expect(first.refused).toEqual([]);
    expect(roadmap.keys.size).toBe(first.created);
    expect(await loadSample(url)).toEqual({ created: 0, alreadyThere: first.created, refused: [] });
  });

  it('gets what is missing, and no more', async () => {
    const url = await roadmap.url();
    const { created } = await loadSample(url);
    roadmap.things['needs']!.splice(3, 2);
    expect(await loadSample(url)).toEqual({ created: 2, alreadyThere: created - 2, refused: [] });
  });

  it('is loaded without what is refused, which is told with its reason', async () => {
    roadmap.refuses = 'Varjoa Malmin torille';
    const { refused } = await loadSample(await roadmap.url());
    expect(refused).toEqual(['[["fi","Varjoa Malmin torille"]]: 422 not in the city']);
  });

  it('leaves services alone that do not run', async () => {
    expect(await loadSample(await roadmap.url(), ['pilots'])).toEqual({ created: 0, alreadyThere: 0, refused: [] });
  });
});
