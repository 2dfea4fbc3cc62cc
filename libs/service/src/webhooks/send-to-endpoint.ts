import { isIPv6 } from 'node:net';
import { Webhook as Signer } from 'standardwebhooks';
import { Agent, request } from 'undici';
import type { Silence } from './delivery-error.ts';
import { PrivateAddress, publicAddressesOf, type Resolve } from './endpoint-address.ts';

const answerTimeoutMsDefault = 10_000;
/** What an endpoint says beside its status is read up to here and thrown away. */
const answerBytesMax = 4096;

export interface Message {
  url: string;
  /** The event's id: the same for every attempt, so that a receiver knows a repeat. */
  id: string;
  body: string;
  /** All of them sign. */
  secrets: readonly string[];
}

export interface Answer {
  /** Null where there was none. */
  statusCode: number | null;
  silence: Silence | null;
  /** What it asks for before the next attempt. */
  retryAfterMs: number | null;
}

export interface SendTerms {
  resolve: Resolve;
  allowPrivate: boolean;
  /** What counts as public: everything that is, unless a test says otherwise. */
  isAllowed?: (address: string) => boolean;
  timeoutMs?: number;
}

/**
 * Sends one event as the Standard Webhooks specification has it. The name is resolved once, and the connection is made
 * to the address that was looked at; a redirect is an answer like any other, and followed nowhere.
 *
 * @param stop ends it before there is an answer
 * @throws what `stop` was aborted with: then nobody knows whether the event has arrived
 */
export async function sendToEndpoint(message: Message, at: Date, stop: AbortSignal, terms: SendTerms): Promise<Answer> {
  const within = AbortSignal.any([stop, AbortSignal.timeout(terms.timeoutMs ?? answerTimeoutMsDefault)]);
  let agent: Agent | null = null;
  try {
    const addresses = terms.allowPrivate ? null : await publicAddressesOf(new URL(message.url), terms.resolve, within, terms.isAllowed);
    agent = new Agent({ connect: addresses ? { lookup: answering(addresses) } : {} });
    const answer = await request(message.url, {
      ...{ dispatcher: agent, method: 'POST', headers: headersOf(message, at), body: message.body, signal: within },
    });
    await answer.body.dump({ limit: answerBytesMax }).catch(() => undefined);
    return { statusCode: answer.statusCode, silence: null, retryAfterMs: retryAfterOf(answer.headers['retry-after'], at) };
  } catch (error) {
    stop.throwIfAborted();
    return { statusCode: null, silence: silenceOf(error), retryAfterMs: null };
  } finally {
    await agent?.destroy();
  }
}

const headersOf = ({ id, body, secrets }: Message, at: Date) => ({
  'Content-Type': 'application/cloudevents+json; charset=utf-8',
  'User-Agent': 'Fiksu-Webhooks/1',
  'webhook-id': id,
  'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
  'webhook-signature': secrets.map((secret) => new Signer(secret).sign(id, at, body)).join(' '),
});

/** Answers what has been resolved, and looked at, already. */
function answering(addresses: readonly string[]) {
  const known = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (_: string, { all }: { all?: boolean }, done: (error: Error | null, address: string | typeof known, family?: number) => void): void => {
    if (all) done(null, known);
    else done(null, known[0]?.address ?? '', known[0]?.family);
  };
}

/** RFC 9110: seconds, or a date. */
function retryAfterOf(header: string | string[] | undefined, at: Date): number | null {
  const sent = [header].flat()[0];
  if (sent === undefined) return null;
  const waitMs = /^\d+$/.test(sent) ? Number(sent) * 1000 : Date.parse(sent) - at.getTime();
  return Number.isFinite(waitMs) && waitMs >= 0 ? waitMs : null;
}

function silenceOf(error: unknown): Silence {
  if (error instanceof PrivateAddress) return 'private-address';
  const { name, code = '' } = error as { name?: string; code?: string };
  if (name === 'TimeoutError' || /TIMEOUT|TIMEDOUT/.test(String(code))) return 'timeout';
  if (/^(ENOTFOUND|EAI_)/.test(String(code))) return 'unresolvable';
  return /CERT|SELF_SIGNED|UNABLE_TO|TLS|SSL/.test(String(code)) ? 'untrusted-certificate' : 'unreachable';
}
