import { connect } from 'node:net';

/** What a nats-server tells everyone who connects, before TLS and before any password. */
export interface NatsGreeting {
  version: string;
  jetstream: boolean;
}

const GREETING_BYTES_MAX = 64 * 1024;
const NATS_PORT = 4222;

/** Connects and reads the greeting; undefined when nobody there speaks NATS. */
export function greetingOf(url: string, withinMs = 2_000): Promise<NatsGreeting | undefined> {
  return new Promise((resolve) => {
    const address = addressOf(url);
    if (!address) return resolve(undefined);
    const socket = connect(address);
    let said = '';
    const answer = (greeting?: NatsGreeting) => {
      socket.destroy();
      resolve(greeting);
    };
    socket.setTimeout(withinMs, () => answer());
    socket.on('error', () => answer());
    socket.on('close', () => answer());
    socket.on('data', (bytes) => {
      said += bytes.toString('utf8');
      if (said.includes('\r\n') || said.length > GREETING_BYTES_MAX) answer(parsed(said));
    });
  });
}

/** NATS_URL may be a list, as its clients take it; the first one is asked. */
function addressOf(url: string): { host: string; port: number } | undefined {
  const first = url.split(',')[0]!.trim();
  try {
    const { hostname, port } = new URL(first.includes('://') ? first : `nats://${first}`);
    return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || NATS_PORT };
  } catch {
    return undefined;
  }
}

function parsed(said: string): NatsGreeting | undefined {
  const [, json] = /^INFO (\{.*\})\s*\r\n/.exec(said) ?? [];
  if (!json) return undefined;
  try {
    const info = JSON.parse(json) as { version?: string; jetstream?: boolean };
    return { version: info.version ?? '0', jetstream: info.jetstream ?? false };
  } catch {
    return undefined;
  }
}
