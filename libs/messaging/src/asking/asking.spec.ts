import { defineQuestion } from '@fiksu/contracts';
import { TestNats, describeWithNats } from '@fiksu/testing';
import { connect } from '@nats-io/transport-node';
import { z } from 'zod';
import { Nats } from '../nats/nats.ts';
import { ask } from './ask.ts';
import { Responder, Responders } from './responders.ts';

const server = await TestNats.start();
afterAll(() => server?.stop());

const double = defineQuestion({
  service: 'telling',
  subject: 'fiksu.rpc.telling.double.v1',
  asked: z.object({ number: z.int() }),
  answer: z.object({ number: z.int(), by: z.string() }),
});

class Doubles extends Responder<{ number: number }, { number: number; by: string }> {
  readonly question = double;
  asked = 0;

  constructor(private readonly by: string) {
    super();
  }

  async answer({ number }: { number: number }) {
    this.asked++;
    if (number === 13) throw new Error('of an unlucky kind, with a SECRET');
    if (number === 0) throw new RangeError('nothing to double');
    return { number: number * 2, by: this.by };
  }
}

describeWithNats(server)('a question', () => {
  const open: Nats[] = [];
  afterEach(async () => {
    for (const nats of open.splice(0)) await nats.stop();
  });
  async function connected(): Promise<Nats> {
    const nats = new Nats(server?.url as string, 'test', 20);
    await nats.start();
    open.push(nats);
    return nats;
  }
  async function replica(by: string, said: string[] = []): Promise<Doubles> {
    const doubles = new Doubles(by);
    const say = (message: string) => void said.push(message);
    const nats = await connected();
    const problemOf = (error: unknown) => (error instanceof RangeError ? { code: 'invalid', detail: error.message } : null);
    new Responders(nats, () => [doubles], problemOf, { log: say, warn: say, error: say }).start();
    await nats.current()?.flush();
    return doubles;
  }

  it('is answered by one of the replicas', async () => {
    const replicas = [await replica('one'), await replica('two')];
    const nats = await connected();
    for (let number = 1; number <= 10; number++) expect(await ask(nats, double, { number })).toMatchObject({ number: number * 2 });
    expect(replicas.reduce((total, { asked }) => total + asked, 0)).toBe(10);
  });

  it('that nobody hears is known to have no answer at once', async () => {
    await expect(ask(await connected(), double, { number: 1 })).rejects.toMatchObject({ name: 'NoAnswer', code: 'unavailable' });
  });

  it('without a connection has no answer', async () => {
    await expect(ask(new Nats('nats://127.0.0.1:9', 'test'), double, { number: 1 })).rejects.toMatchObject({
      code: 'unavailable',
      message: 'NATS is not connected',
    });
  });

  it('that is refused tells why', async () => {
    await replica('one');
    await expect(ask(await connected(), double, { number: 0 })).rejects.toMatchObject({ code: 'invalid', message: 'nothing to double' });
  });

  it('that does not fit its schema is told where', async () => {
    await replica('one');
    const connection = await connect({ servers: server?.url });
    for (const sent of ['{"number":"two"}', 'no JSON', '']) {
      const reply = await connection.request(double.subject, sent);
      expect(reply.json()).toMatchObject({ problem: { code: 'malformed' } });
    }
    await connection.close();
  });

  it('that meets a bug tells nothing of it, and the log all', async () => {
    const said: string[] = [];
    await replica('one', said);
    await expect(ask(await connected(), double, { number: 13 })).rejects.toMatchObject({ code: 'internal-error', message: 'Something went wrong on our side' });
    expect(said.join()).toContain('of an unlucky kind');
  });
});
