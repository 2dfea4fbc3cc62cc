import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { FastifyInstance } from 'fastify';
import supertest from 'supertest';
import { makeGateway } from './gateway.ts';

/** A service that says what reached it. */
async function service(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Server> {
  const server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const originOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

let busy = 0;
const echo = (request: IncomingMessage, response: ServerResponse) => {
  if (request.url === '/roadmap/v1/stream') {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders(); // And then nothing happens.
    return;
  }
  if (request.method === 'OPTIONS') {
    const { 'access-control-request-method': method, 'access-control-request-headers': names } = request.headers;
    response.setHeader('Access-Control-Allow-Origin', '*').setHeader('Access-Control-Max-Age', '600');
    response.setHeader('Access-Control-Allow-Methods', String(method)).setHeader('Access-Control-Allow-Headers', String(names));
    response.writeHead(204).end();
    return;
  }
  if (request.url === '/roadmap/v1/busy') {
    busy += 1;
    response.writeHead(503, { 'retry-after': '7' }).end();
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () =>
    response
      .setHeader('Content-Type', 'application/json')
      .end(JSON.stringify({ url: request.url, headers: request.headers, bytes: Buffer.concat(chunks).length })),
  );
};

let roadmap: Server;
let issuer: Server;
let gateway: FastifyInstance;
let origin: string;

beforeAll(async () => {
  [roadmap, issuer] = await Promise.all([service(echo), service(echo)]);
  const gone = await service(echo);
  const nobody = originOf(gone);
  await new Promise((closed) => gone.close(closed));
  gateway = await makeGateway({ issuer: originOf(issuer), services: { roadmap: originOf(roadmap), pilots: nobody } }, 'http://localhost:8080');
  origin = await gateway.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  await gateway.close();
  await Promise.all([roadmap, issuer].map((server) => new Promise((closed) => server.close(closed))));
});

describe('the gateway', () => {
  it('passes what stands under the name of a service on to it, path and query as they are', async () => {
    const { body } = await supertest(origin).get('/roadmap/v1/districts?at=25.0106,60.2505&limit=5').expect(200);
    expect(body.url).toBe('/roadmap/v1/districts?at=25.0106,60.2505&limit=5');
  });

  it('tells of every Authorization that was sent: which of two would count is not for it to choose', async () => {
    const socket = connect(Number(new URL(origin).port), '127.0.0.1');
    socket.write('GET /roadmap/v1/needs HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer one\r\nauthorization: Bearer two\r\nConnection: close\r\n\r\n');
    expect(await text(socket)).toContain('"authorization":"Bearer one, Bearer two"');
  });

  it('asks a service for its health at the root, where it answers', async () => {
    expect((await supertest(origin).get('/roadmap/readyz').expect(200)).body.url).toBe('/readyz');
    expect((await supertest(origin).get('/roadmap/healthz').expect(200)).body.url).toBe('/healthz');
  });

  it('does not show metrics, which stand at the root of a service', async () => {
    expect((await supertest(origin).get('/roadmap/metrics')).body.url).not.toBe('/metrics');
    await supertest(origin).get('/metrics').expect(404);
  });

  it('passes /idp on to the issuer', async () => {
    expect((await supertest(origin).get('/idp/.well-known/openid-configuration').expect(200)).body.url).toBe('/idp/.well-known/openid-configuration');
  });

  it('tells a service the true address of the client, whatever the client says', async () => {
    const { body } = await supertest(origin).get('/roadmap/v1/needs').set({ 'X-Forwarded-For': '203.0.113.7', Forwarded: 'for=203.0.113.7' }).expect(200);
    expect(body.headers['x-forwarded-for']).toBe('127.0.0.1');
    expect(body.headers).not.toHaveProperty('forwarded');
  });

  it.each(['application/octet-stream', 'application/json', 'text/plain', 'text/csv', 'multipart/form-data'])(
    'passes a large body of %s on whole',
    async (type) => {
      const { body } = await supertest(origin).post('/roadmap/v1/needs').set('Content-Type', type).send('a'.repeat(3_000_000)).expect(200);
      expect(body.bytes).toBe(3_000_000);
    },
  );

  it('leaves it to a service what browsers are told: passes their questions on, and the headers of its answers', async () => {
    const asking = { Origin: 'https://kartta.example.fi', 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'authorization' };
    const { headers } = await supertest(origin).options('/roadmap/v1/needs').set(asking).expect(204);
    expect(headers).toMatchObject({ 'access-control-allow-origin': '*', 'access-control-allow-methods': 'POST', 'access-control-max-age': '600' });
    expect(headers['access-control-allow-headers']).toBe('authorization');
  });

  it('opens a stream of events at once, not with its first event', async () => {
    const response = await fetch(`${origin}/roadmap/v1/stream`, { signal: AbortSignal.timeout(2_000) });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    await response.body?.cancel();
  });

  it('does not repeat a request that a service has answered with 503', async () => {
    const { headers } = await supertest(origin).get('/roadmap/v1/busy').expect(503);
    expect(headers['retry-after']).toBe('7');
    expect(busy).toBe(1);
  });

  it('does not let a path climb out of a service', async () => {
    const socket = connect(Number(new URL(origin).port), '127.0.0.1');
    socket.end('GET /roadmap/%2e%2e/metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 .*"code":"malformed"/s);
  });

  it('says that a service is away, and when to ask again', async () => {
    const { body, headers } = await supertest(origin)
      .get('/pilots/v1/calls')
      .expect(503)
      .expect('Content-Type', /application\/problem\+json/);
    expect(body).toMatchObject({ status: 503, code: 'unavailable', instance: '/pilots/v1/calls' });
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  });

  it('knows nothing at any other address, and explains that on a page', async () => {
    const { body } = await supertest(origin)
      .get('/parking/v1/lots')
      .expect(404)
      .expect('Content-Type', /application\/problem\+json/);
    expect(body).toMatchObject({ status: 404, code: 'not-found' });
    await supertest(origin)
      .get(new URL(body.type).pathname)
      .expect(200)
      .expect('Content-Type', /text\/html/);
  });

  it('lists what runs', async () => {
    const { text } = await supertest(origin)
      .get('/')
      .expect(200)
      .expect('Content-Type', /text\/html/);
    expect(text).toContain('href="/roadmap/docs"');
  });
});
