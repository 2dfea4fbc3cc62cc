import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { greetingOf } from './greeting.ts';
import { isNewEnough } from './nats-version.ts';

describe('a NATS server that already runs', () => {
  let server: Server;
  let says = '';
  let url: string;

  beforeAll(async () => {
    server = createServer((socket) => socket.on('error', () => undefined).end(says)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `nats://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  it('is known by what it says to everyone who connects', async () => {
    says = 'INFO {"server_id":"N","version":"2.9.10","jetstream":true} \r\nPING\r\n';
    expect(await greetingOf(url)).toEqual({ version: '2.9.10', jetstream: true });
    expect(await greetingOf(`${url.replace('nats://', '')},nats://elsewhere:4222`)).toEqual({ version: '2.9.10', jetstream: true });
  });

  it('may run without JetStream, which is told', async () => {
    says = 'INFO {"version":"2.10.1"} \r\n';
    expect(await greetingOf(url)).toEqual({ version: '2.10.1', jetstream: false });
  });

  it.each([
    ['another protocol', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['half a greeting', 'INFO {"version"\r\n'],
    ['nothing', ''],
  ])('is not taken for one when it says %s', async (_what, text) => {
    says = text;
    expect(await greetingOf(url)).toBeUndefined();
  });

  it('is not there where nobody listens, and an address that is none leads nowhere', async () => {
    expect(await greetingOf('nats://127.0.0.1:1')).toBeUndefined();
    expect(await greetingOf('nats://:::')).toBeUndefined();
  });
});

describe('the version of a nats-server', () => {
  it.each([
    ['2.9.0', true],
    ['2.9.10', true],
    ['2.10.1', true],
    ['v3.0.0', true],
    ['2.12.0-RC.1', true],
    ['2.8.4', false],
    ['1.99.0', false],
    ['', false],
  ])('%s is new enough: %s', (version, enough) => {
    expect(isNewEnough(version)).toBe(enough);
  });
});
