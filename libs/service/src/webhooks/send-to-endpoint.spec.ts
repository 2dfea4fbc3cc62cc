import { WebhookReceiver } from '../../test/webhook-receiver.ts';
import { sendToEndpoint, type Message, type SendTerms } from './send-to-endpoint.ts';

let receiver: WebhookReceiver;
beforeEach(async () => {
  receiver = new WebhookReceiver();
  await receiver.up();
});
afterEach(() => receiver.down());

const message = (url: string): Message => ({ url, id: 'msg', body: '{"id":"msg"}', secrets: [`whsec_${Buffer.alloc(32).toString('base64')}`] });
/** Its name leads to whatever the test says. */
const named = () => message(receiver.url.replace('127.0.0.1', 'endpoint.example.org'));
const never = new AbortController().signal;
const send = (to: Message, terms: Partial<SendTerms> = {}) =>
  sendToEndpoint(to, new Date('2026-03-01T12:00:00.000Z'), never, { resolve: async () => [], allowPrivate: true, ...terms });

/** Answers one after another; counts the questions. */
function resolver(...answers: string[][]) {
  const questions: string[] = [];
  const resolve = async (hostname: string) => answers[questions.push(hostname) - 1] as string[];
  return { resolve, questions };
}

const silent = (silence: string) => ({ statusCode: null, silence, retryAfterMs: null });

describe('sending to an endpoint', () => {
  it('does not connect to a name that leads to a private address, also where it was public before', async () => {
    const { resolve, questions } = resolver(['93.184.216.34'], ['127.0.0.1'], ['93.184.216.34', '127.0.0.1']);
    // When the webhook was made.
    await resolve('endpoint.example.org');
    expect(await send(named(), { resolve, allowPrivate: false })).toEqual(silent('private-address'));
    expect(await send(named(), { resolve, allowPrivate: false })).toEqual(silent('private-address'));
    expect(questions).toHaveLength(3);
    expect(receiver.asked).toBe(0);
  });

  it('looks a name up once, and connects to the address that it has looked at', async () => {
    const { resolve, questions } = resolver(['127.0.0.1'], ['127.0.0.2']);
    const isAllowed = (address: string) => address === '127.0.0.1';
    expect(await send(named(), { resolve, allowPrivate: false, isAllowed })).toMatchObject({ statusCode: 200 });
    expect(questions).toEqual(['endpoint.example.org']);
    expect(receiver.received[0]?.headers.host).toMatch(/^endpoint\.example\.org:/);
    // The next event is another question: no connection is left over that would go round it.
    expect(await send(named(), { resolve, allowPrivate: false, isAllowed })).toEqual(silent('private-address'));
    expect(receiver.asked).toBe(1);
  });

  it.each([
    ['120', 120_000],
    ['Sun, 01 Mar 2026 12:05:00 GMT', 300_000],
    ['Sun, 01 Mar 2026 11:00:00 GMT', null],
    ['-1', null],
    ['later', null],
  ])('hears when it shall come again: %s', async (header, retryAfterMs) => {
    receiver.answer = { status: 429, headers: { 'Retry-After': header } };
    expect(await send(message(receiver.url))).toEqual({ statusCode: 429, silence: null, retryAfterMs });
  });

  it('takes a redirect for an answer', async () => {
    receiver.answer = { status: 307, headers: { Location: receiver.url } };
    expect(await send(message(receiver.url))).toMatchObject({ statusCode: 307 });
    expect(receiver.asked).toBe(1);
  });

  it('tells why there was no answer', async () => {
    const unknown = () => Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }));
    expect(await send(named(), { resolve: unknown, allowPrivate: false })).toEqual(silent('unresolvable'));
    expect(await send(named(), { resolve: () => new Promise(() => undefined), allowPrivate: false, timeoutMs: 1 })).toEqual(silent('timeout'));
    await receiver.down();
    expect(await send(message(receiver.url))).toEqual(silent('unreachable'));
    await receiver.up();
  });

  it('that is stopped says nothing of whether it has arrived', async () => {
    const stop = AbortSignal.abort(new Error('the service stops'));
    await expect(sendToEndpoint(message(receiver.url), new Date(), stop, { resolve: async () => [], allowPrivate: true })).rejects.toThrow('the service stops');
  });
});
