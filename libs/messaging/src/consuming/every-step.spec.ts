import { sql, type Database } from '@fiksu/database';
import type { CloudEvent } from '@fiksu/contracts';
import { TestNats, describeWithNats, secondSession, untilWaiting } from '@fiksu/testing';
import { HearingService, Noting, Refused, aName, eventAbout, until } from '../../test/hearing-service.ts';
import { Handling, type Readable } from './handling.ts';

const server = await TestNats.start();
afterAll(() => server?.stop());

class Counting extends Noting {
  override everyStep = true;
}

describeWithNats(server)('a reaction that sees every step', () => {
  let hearing: HearingService;
  beforeEach(async () => {
    hearing = await HearingService.start(server as TestNats);
    await hearing.makeStream();
  });
  afterEach(() => hearing.stop());

  const parked = () => hearing.db.run<{ version: number }>(sql`select version from inbox_parked order by version`);
  const versionsOf = async (name: string) => (await hearing.heard('counting')).filter(([each]) => each === name).map(([, version]) => version);
  const received = (event: CloudEvent): Readable => ({
    ...{ id: event.id, type: event.type, aggregate: event.subject, version: event.aggregateversion },
    ...{ seq: 0, text: JSON.stringify(event), event, fault: '' },
  });

  it('sees versions 1, 3, 2 as 1, 2, 3: the early one is parked, and done for the stream', async () => {
    await hearing.process([new Counting('counting')]);
    await hearing.tell(eventAbout('one', 1), eventAbout('one', 3));
    await hearing.untilDone('counting');
    expect(await versionsOf('one')).toEqual([1]);
    expect(await parked()).toEqual([{ version: 3 }]);
    await hearing.tell(eventAbout('one', 2));
    await hearing.untilDone('counting');
    expect(await versionsOf('one')).toEqual([1, 2, 3]);
    expect(await parked()).toEqual([]);
  });

  it('sees them in order in whatever order they come, though two processes share the durable', async () => {
    const names = Array.from({ length: 20 }, aName);
    const processes = [new Counting('counting'), new Counting('counting')];
    for (const each of processes) await hearing.process([each]);
    const orders = [
      [1, 3, 2, 4],
      [4, 3, 2, 1],
      [2, 1, 4, 3],
    ];
    // One by one from each aggregate, so that its versions come in different batches, to different processes.
    for (const turn of [0, 1, 2, 3]) await hearing.tell(...names.map((name, index) => eventAbout(name, orders[index % orders.length]?.[turn] as number)));
    await hearing.untilHeard('counting', names.length * 4);
    for (const name of names) expect(await versionsOf(name)).toEqual([1, 2, 3, 4]);
    expect(await parked()).toEqual([]);
  });

  it.each([
    ['the later one decides first', [3, 2]],
    ['the earlier one decides first', [2, 3]],
  ])('forgets nothing that two processes hold at once: %s', async (_, order) => {
    const counting = new Counting('counting');
    const one = new Handling(hearing.db, counting, 1);
    await one.together([received(eventAbout('one', 1))], []);
    const session = await secondSession(hearing.database.url);
    await session.query('begin');
    await session.query('select from inbox_step for update');
    const handled = [];
    for (const [index, version] of order.entries()) {
      handled.push(new Handling(hearing.db as Database, counting, 1).together([received(eventAbout('one', version))], []));
      await untilWaiting(session, index + 1);
    }
    await session.query('commit');
    await Promise.all(handled);
    await session.end();
    expect(await versionsOf('one')).toEqual([1, 2, 3]);
    expect(await parked()).toEqual([]);
  });

  it('sees each once, also when the stream is sent again', async () => {
    await hearing.process([new Counting('counting')]);
    const events = [1, 3, 2].map((version) => eventAbout('one', version));
    await hearing.tell(...events.slice(0, 2));
    await hearing.untilDone('counting');
    await hearing.manager.streams.delete('TELLING');
    await hearing.makeStream();
    await hearing.tell(...events);
    await hearing.untilHeard('counting', 3);
    await hearing.untilDone('counting');
    expect(await versionsOf('one')).toEqual([1, 2, 3]);
  });

  it('begins again with 1 after what ends an aggregate, also where the new beginning comes before the end', async () => {
    const [first, second] = ['2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z'];
    await hearing.process([new Counting('counting')]);
    await hearing.tell(eventAbout('malmi', 1, { createdAt: first, amount: 1 }));
    await hearing.untilDone('counting');
    const end = eventAbout('malmi', 3, { action: 'delete' });
    await hearing.tell(
      eventAbout('malmi', 1, { createdAt: second }),
      eventAbout('malmi', 3, { createdAt: second }),
      eventAbout('malmi', 2, { createdAt: second }),
    );
    await hearing.untilDone('counting');
    expect(await versionsOf('malmi')).toEqual([1]);
    await hearing.tell(end, eventAbout('malmi', 2, { createdAt: first }));
    await hearing.untilHeard('counting', 6);
    expect(await versionsOf('malmi')).toEqual([1, 2, 3, 1, 2, 3]);
    expect(await parked()).toEqual([]);
  });

  describe('of which one is dead', () => {
    let refusing = true;
    beforeEach(async () => {
      refusing = true;
      const refuse = ({ aggregateversion }: CloudEvent) => {
        if (refusing && aggregateversion === 2) throw new Refused('never');
      };
      ({ consumers } = await hearing.process([new Counting('counting', undefined, refuse)]));
      await hearing.tell(...[1, 2, 3, 4].map((version) => eventAbout('one', version)), eventAbout('two', 1));
      await hearing.untilDone('counting');
    });
    let consumers: Awaited<ReturnType<HearingService['process']>>['consumers'];
    const dead = async () => (await hearing.deadLetters())[0]?.id as string;

    it('keeps the later ones until an operator decides, and holds up nobody else', async () => {
      expect(await hearing.deadLetters()).toMatchObject([{ event: { aggregateversion: 2 }, resolution: null }]);
      expect([await versionsOf('one'), await versionsOf('two')]).toEqual([[1], [1]]);
      expect(await parked()).toEqual([{ version: 3 }, { version: 4 }]);
    });

    it('goes on with all of them when it is retried', async () => {
      refusing = false;
      expect(await consumers.retry(await dead())).toMatchObject({ resolution: 'retried', resolvedAt: expect.any(String) });
      await until(async () => (await parked()).length === 0);
      expect(await versionsOf('one')).toEqual([1, 2, 3, 4]);
    });

    it('stays dead with the new reason when it fails again', async () => {
      await hearing.db.run(sql`update dead_letters set reason = 'the former one'`);
      expect(await consumers.retry(await dead())).toMatchObject({ resolution: null, resolvedAt: null, reason: 'Error: never' });
      expect(await versionsOf('one')).toEqual([1]);
    });

    it('passes over it when it is discarded', async () => {
      expect(await consumers.discard(await dead(), 'a test event')).toMatchObject({ resolution: 'discarded: a test event' });
      await until(async () => (await parked()).length === 0);
      expect(await versionsOf('one')).toEqual([1, 3, 4]);
      expect(await consumers.discard(await dead(), 'again')).toBe('resolved');
      expect(await consumers.retry(await dead())).toBe('resolved');
    });

    it('is resolved by a service that still has its reaction, and only where there is one', async () => {
      refusing = false;
      const { consumers: others } = await hearing.process([]);
      expect(await others.retry(await dead())).toBe('orphaned');
      expect(await consumers.retry('01936a5c-8f00-7cc3-98c4-dc0c0c07398f')).toBe('unknown');
    });
  });

  it('catches up with very much that is parked behind a gap', async () => {
    await hearing.process([new Counting('counting')]);
    const versions = Array.from({ length: 1200 }, (_, index) => index + 2);
    await hearing.tell(...versions.map((version) => eventAbout('one', version)));
    await hearing.untilDone('counting');
    expect(await parked()).toHaveLength(1200);
    await hearing.tell(eventAbout('one', 1), eventAbout('two', 1));
    await hearing.untilHeard('counting', 1202);
    expect(await versionsOf('one')).toEqual([1, ...versions]);
    expect([await parked(), await hearing.deadLetters()]).toEqual([[], []]);
  });

  it('takes up what a process has left behind that ended before it', async () => {
    const late = eventAbout('one', 2);
    const one = new Handling(hearing.db, new Counting('counting'), 1);
    await one.together([received(eventAbout('one', 1))], []);
    await hearing.db.run(sql`insert into inbox_parked (consumer, event_id, aggregate, version, event)
      values ('counting', ${late.id}, ${late.subject}, 2, ${JSON.stringify(late)}::jsonb)`);
    await hearing.process([new Counting('counting')]);
    await hearing.untilHeard('counting', 2);
    expect(await parked()).toEqual([]);
  });

  it('has what is parked and may have ended a process handled alone, and dead after five times of that', async () => {
    const late = eventAbout('one', 2);
    await new Handling(hearing.db, new Counting('counting'), 1).together([received(eventAbout('one', 1))], []);
    await hearing.db.run(sql`insert into inbox_parked (consumer, event_id, aggregate, version, event)
      values ('counting', ${late.id}, ${late.subject}, 2, ${JSON.stringify(late)}::jsonb)`);
    await hearing.db.run(sql`insert into consumer_attempts (consumer, event_id, started) values ('counting', ${late.id}, 5)`);
    await hearing.process([new Counting('counting')]);
    expect(await hearing.untilDead()).toMatchObject([{ eventId: late.id, reason: expect.stringContaining('alone') }]);
    expect(await versionsOf('one')).toEqual([1]);
  });

  it('blames what fails, not what it waited for', async () => {
    const poison = eventAbout('one', 3);
    const fail = ({ id }: CloudEvent) => {
      if (id === poison.id) throw new Error('of its own');
    };
    await hearing.process([new Counting('counting', undefined, fail)]);
    await hearing.tell(eventAbout('one', 1), eventAbout('one', 4), poison, eventAbout('one', 2));
    expect(await hearing.untilDead()).toMatchObject([{ eventId: poison.id }]);
    await hearing.untilDone('counting');
    expect(await versionsOf('one')).toEqual([1, 2]);
    expect(await parked()).toEqual([{ version: 4 }]);
    expect(await hearing.deadLetters()).toHaveLength(1);
  });

  it('comes back to what was parked and failed, though no message brings it', async () => {
    let errors = 3;
    const fail = ({ aggregateversion }: CloudEvent) => {
      if (aggregateversion === 2 && errors-- > 0) throw new Error('passes');
    };
    await hearing.process([new Counting('counting', undefined, fail)]);
    await hearing.tell(eventAbout('one', 2));
    await hearing.untilDone('counting');
    await hearing.tell(eventAbout('one', 1));
    await hearing.untilHeard('counting', 2);
    expect(await versionsOf('one')).toEqual([1, 2]);
    expect(errors).toBeLessThan(0);
  });
});
