import type { CloudEvent } from '@fiksu/contracts';
import { sql, type Runs } from '@fiksu/database';
import { TestNats, describeWithNats } from '@fiksu/testing';
import { HearingService, NotYet, Noting, Refused, aName, eventAbout, familyOf, until, type Process } from '../../test/hearing-service.ts';
import { NoAnswer } from '../asking/ask.ts';

const server = await TestNats.start();
afterAll(() => server?.stop());
const subject = 'fiksu.telling.thing.changed.v1';

describeWithNats(server)('a consumer', () => {
  let hearing: HearingService;
  beforeEach(async () => {
    hearing = await HearingService.start(server as TestNats);
    await hearing.makeStream();
  });
  afterEach(() => hearing.stop());

  const infoOf = (consumer: string, stream = 'TELLING') => hearing.manager.consumers.info(stream, `hearing-${consumer}`);
  const attempts = () => hearing.db.run(sql`select started, finished from consumer_attempts`);
  /** A second copy may be in hand still when the first is done. */
  const untilForgotten = () => until(async () => (await attempts()).length === 0);

  it('pulls through a durable of its own, from the beginning, for as long as it takes', async () => {
    await hearing.process([new Noting('noting')], { ackWaitMs: 30_000 });
    await hearing.untilDone('noting');
    expect((await infoOf('noting')).config).toMatchObject({
      ...{ durable_name: 'hearing-noting', ack_policy: 'explicit', ack_wait: 30_000_000_000, max_ack_pending: 1000, deliver_policy: 'all' },
      filter_subject: 'fiksu.telling.thing.>',
    });
    expect((await infoOf('noting')).config.max_deliver ?? -1).toBe(-1);
    expect((await infoOf('noting')).config.deliver_subject).toBeUndefined();
  });

  it('of several nouns of one stream has one filter, and passes over the rest', async () => {
    const other = familyOf('telling', 'other', 'others');
    await hearing.tell(
      eventAbout('one', 1),
      eventAbout('two', 1, { family: other }),
      eventAbout('three', 1, { family: familyOf('telling', 'third', 'thirds') }),
    );
    await hearing.process([new Noting('noting', [familyOf('telling'), other])]);
    await hearing.untilDone('noting');
    expect((await infoOf('noting')).config.filter_subject).toBe('fiksu.telling.>');
    expect(await hearing.heard('noting')).toEqual([
      ['one', 1],
      ['two', 1],
    ]);
  });

  it('handles what has come in one transaction, in order', async () => {
    const names = [aName(), aName()];
    await hearing.tell(...[1, 2, 3, 4].flatMap((version) => names.map((name) => eventAbout(name, version))));
    const noting = new Noting('noting');
    await hearing.process([noting]);
    await hearing.untilDone('noting');
    const heard = await hearing.heard('noting');
    for (const name of names) expect(heard.filter(([each]) => each === name).map(([, version]) => version)).toEqual([1, 2, 3, 4]);
    expect(Math.max(...noting.calls)).toBeGreaterThan(1);
  });

  it('acknowledges after the commit, and not before', async () => {
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const noting = new Noting('noting', undefined, () => ended);
    await hearing.process([noting]);
    await hearing.tell(eventAbout('one', 1));
    await until(() => noting.calls.length === 1);
    expect(await infoOf('noting')).toMatchObject({ num_ack_pending: 1, ack_floor: { stream_seq: 0 } });
    expect(await hearing.heard('noting')).toEqual([]);
    end();
    await hearing.untilDone('noting');
    expect(await hearing.heard('noting')).toEqual([['one', 1]]);
  });

  it('keeps what it works on for longer than the stream waits', async () => {
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const noting = new Noting('noting', undefined, () => ended);
    await hearing.process([noting], { ackWaitMs: 300 });
    await hearing.tell(eventAbout('one', 1));
    await until(() => noting.calls.length === 1);
    // Another one, that keeps nothing, is sent the same again and again meanwhile.
    const control = await hearing.durable('control', 300);
    for (let sent = 0; sent < 4; sent++) expect(await control.next()).not.toBeNull();
    expect(await infoOf('noting')).toMatchObject({ num_ack_pending: 1, num_redelivered: 0 });
    end();
    await hearing.untilDone('noting');
    expect(await hearing.heard('noting')).toEqual([['one', 1]]);
  });

  it('handles a duplicate once, in one batch and in another one', async () => {
    const event = eventAbout(aName(), 1);
    const twice = async () => {
      await hearing.tellText(subject, JSON.stringify(event));
      await hearing.tellText(subject, JSON.stringify(event));
    };
    await twice();
    await hearing.process([new Noting('noting')]);
    await hearing.untilDone('noting');
    await twice();
    await hearing.tell(eventAbout('last', 1));
    await hearing.untilHeard('noting', 2);
    expect((await hearing.heard('noting')).map(([name]) => name)).toEqual([event.subject.split('/')[1], 'last']);
  });

  it('makes a dead letter of what cannot be read, and goes on', async () => {
    const wrong = { ...eventAbout('wrong', 1), data: { id: 'wrong', version: 'one' } };
    const newer = { ...eventAbout('newer', 1), type: 'fiksu.telling.thing.changed.v2' };
    await hearing.tellText(subject, new Uint8Array([0x7b, 0x00, 0xff]));
    await hearing.tellText(subject, JSON.stringify(wrong));
    await hearing.tellText(newer.type, JSON.stringify(newer));
    await hearing.tellText(subject, `{"id":"${wrong.id}","large":1e999999,"nul":"\\u0000"}`);
    await hearing.tell(eventAbout('right', 1));
    const { said } = await hearing.process([new Noting('noting')]);
    await hearing.untilDone('noting');
    expect(await hearing.heard('noting')).toEqual([['right', 1]]);
    const dead = await hearing.deadLetters();
    expect(dead.map(({ consumer, text, event }) => [consumer, text, (event as { id?: string } | null)?.id])).toEqual([
      ['noting', '{\uFFFD\uFFFD', undefined],
      ['noting', null, wrong.id],
      ['noting', null, newer.id],
      ['noting', expect.stringContaining('1e999999'), undefined],
    ]);
    expect(dead.map(({ reason }) => reason)).toEqual([
      'Is no JSON',
      expect.stringContaining('/data/version'),
      'fiksu.telling.thing.changed.v2 is of no version that is known here',
      expect.stringContaining('/subject'),
    ]);
    expect(said.filter((line) => line.startsWith('Dead letter of noting'))).toHaveLength(4);
  });

  it('makes one dead letter of a message that is sent twice', async () => {
    await hearing.tellText(subject, 'no JSON');
    await hearing.tellText(subject, 'no JSON');
    await hearing.process([new Noting('noting')]);
    await hearing.untilDone('noting');
    expect(await hearing.deadLetters()).toHaveLength(1);
  });

  it('gives what throws five attempts; its aggregate waits for them, and nobody else; then nobody does', async () => {
    const [poisoned, other] = [aName(), aName()];
    const poison = eventAbout(poisoned, 1);
    const seen: string[] = [];
    const noting = new Noting('noting', undefined, ({ id, subject }) => {
      seen.push(subject);
      if (id === poison.id) throw new Error('Matti Meikäläinen, +358 40 1234567');
    });
    const { said } = await hearing.process([noting], { retryMs: 20 });
    await hearing.tell(poison, eventAbout(poisoned, 2), eventAbout(other, 1));
    await hearing.untilHeard('noting', 1);
    expect(await hearing.heard('noting')).toEqual([[other, 1]]);
    await hearing.tell(eventAbout(poisoned, 3), eventAbout(other, 2));
    const [dead] = await hearing.untilDead();
    expect(dead).toMatchObject({ consumer: 'noting', eventId: poison.id, reason: 'Error: Matti Meikäläinen, +358 40 1234567' });
    const beforeDeath = await hearing.heard('noting');
    await hearing.untilDone('noting');
    const heard = await hearing.heard('noting');
    expect(heard.filter(([name]) => name === poisoned)).toEqual([
      [poisoned, 2],
      [poisoned, 3],
    ]);
    expect(beforeDeath).toContainEqual([other, 2]);
    await untilForgotten();
    const [line] = said.filter((each) => each.includes('Dead letter'));
    expect(line).toMatch(new RegExp(`^Dead letter of noting: event ${poison.id} \\(${subject}\\), Error`));
    expect(said.join()).not.toContain('Meikäläinen');
  });

  it('never lets anything come again at once', async () => {
    const failing = eventAbout('failing', 1);
    let tries = 0;
    const noting = new Noting('noting', undefined, ({ id }) => {
      if (id === failing.id && tries++ >= 0) throw new Error('for now');
    });
    await hearing.process([noting], { retryMs: 3_600_000 });
    await hearing.tell(failing);
    await until(async () => (await attempts()).length === 1);
    const before = tries;
    for (let version = 1; version <= 20; version++) {
      await hearing.tell(eventAbout('other', version));
      await hearing.untilHeard('noting', version);
    }
    expect(tries).toBe(before);
    expect(await attempts()).toEqual([{ started: 1, finished: 1 }]);
  });

  it('forgets the errors of what succeeds in the end', async () => {
    let errors = 4;
    const noting = new Noting('noting', undefined, () => {
      if (errors-- > 0) throw new Error('not yet');
    });
    await hearing.process([noting]);
    await hearing.tell(eventAbout('one', 1), eventAbout('one', 2));
    await hearing.untilDone('noting');
    expect(await hearing.heard('noting')).toEqual([
      ['one', 1],
      ['one', 2],
    ]);
    await untilForgotten();
    expect(await hearing.deadLetters()).toEqual([]);
  });

  it('makes a dead letter at once of what is refused for good', async () => {
    const noting = new Noting('noting', undefined, ({ aggregateversion }) => {
      if (aggregateversion === 1) throw new Refused('never');
    });
    await hearing.process([noting]);
    await hearing.tell(eventAbout('one', 1), eventAbout('one', 2));
    await hearing.untilDone('noting');
    expect(await hearing.heard('noting')).toEqual([['one', 2]]);
    expect(await hearing.deadLetters()).toMatchObject([{ reason: 'Error: never' }]);
  });

  it('waits 15 minutes for an aggregate that is not known yet', async () => {
    let tries = 0;
    const noting = new Noting('noting', undefined, () => {
      tries++;
      throw new NotYet('who is it');
    });
    await hearing.process([noting]);
    await hearing.tell(eventAbout('one', 1));
    await until(async () => tries > 8);
    expect(await hearing.deadLetters()).toEqual([]);
    expect(await hearing.db.run(sql`select finished from consumer_attempts where missing_since is not null`)).toEqual([{ finished: 0 }]);
    await hearing.db.run(sql`update consumer_attempts set missing_since = missing_since - interval '15 minutes'`);
    await hearing.untilDone('noting');
    expect(await hearing.deadLetters()).toMatchObject([{ reason: 'Error: who is it' }]);
  });

  it('that cannot go on holds up no other one', async () => {
    const stuck = new Noting('stuck', undefined, () => {
      throw new NotYet('for ever');
    });
    await hearing.process([stuck, new Noting('noting')]);
    await hearing.tell(eventAbout('one', 1), eventAbout('two', 1));
    expect(await hearing.untilHeard('noting', 2)).toHaveLength(2);
    await hearing.untilDone('noting');
  });

  describe('of which something is away', () => {
    const away = () => new NoAnswer('unavailable', 'roadmap does not answer');

    /** Whatever has been told meanwhile comes in one batch, after `gate`. */
    async function inOneBatch(events: CloudEvent[], before: (event: CloudEvent, tx: Runs) => unknown): Promise<void> {
      let end: () => void = () => undefined;
      const ended = new Promise<void>((resolve) => (end = resolve));
      const noting = new Noting('noting', undefined, (event, tx) => (event.subject === 'things/gate' ? ended : before(event, tx)));
      // What comes again does so when the test is long over.
      await hearing.process([noting], { retryMs: 3_600_000 });
      await hearing.tell(eventAbout('gate', 1));
      await until(() => noting.calls.length === 1);
      await hearing.tell(...events);
      await until(async () => (await infoOf('noting')).num_ack_pending === events.length + 1);
      end();
    }

    it.each<[string, (tx: Runs) => Promise<unknown>]>([
      ['another service', () => Promise.reject(away())],
      ['time enough', (tx) => tx.run(sql`select set_config('statement_timeout', '1', true), pg_sleep(0)`).then(() => tx.run(sql`select pg_sleep(60)`))],
    ])('for one event alone, holds up nobody else: %s', async (_, fail) => {
      const others = Array.from({ length: 10 }, aName);
      const [first, ...rest] = others.map((name) => eventAbout(name, 1));
      const stuck = eventAbout(aName(), 1);
      await inOneBatch([first as CloudEvent, stuck, ...rest], ({ id }, tx) => (id === stuck.id ? fail(tx) : undefined));
      expect((await hearing.untilHeard('noting', 11)).map(([name]) => name)).toEqual(['gate', ...others]);
      expect(await attempts()).toEqual([{ started: 0, finished: 0 }]);
    });

    it('for all of them, tries three of them and leaves the rest alone', async () => {
      const tried: string[] = [];
      const events = Array.from({ length: 10 }, () => eventAbout(aName(), 1));
      await inOneBatch(events, ({ id, subject }) => {
        if (subject === 'things/after') return;
        tried.push(id);
        throw away();
      });
      await until(() => tried.length >= 4);
      await hearing.tell(eventAbout('after', 1));
      await hearing.untilHeard('noting', 2);
      // Once together, then one by one.
      const [first, second, third] = events.map(({ id }) => id);
      expect(tried).toEqual([first, first, second, third]);
      expect(await hearing.deadLetters()).toEqual([]);
    });
  });

  it('gives the process to what may have ended one, while nothing else is under way', async () => {
    const other = familyOf('telling', 'other', 'others');
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const working = { yes: false, met: false };
    const busy = new Noting('busy', [other], async () => {
      working.yes = true;
      await ended;
      working.yes = false;
    });
    const suspect = new Noting('suspect', undefined, () => {
      working.met ||= working.yes;
    });
    await hearing.process([busy, suspect]);
    await hearing.tell(eventAbout('two', 1, { family: other }));
    await until(async () => working.yes);
    const one = eventAbout('one', 1);
    // As an attempt at it leaves it that has ended a process.
    await hearing.db.run(sql`insert into consumer_attempts (consumer, event_id, started) values ('suspect', ${one.id}, 1)`);
    await hearing.tell(one);
    await until(async () => (await infoOf('suspect')).delivered.consumer_seq > 0);
    for (let turn = 0; turn < 50; turn++) await hearing.db.run(sql`select 1`);
    expect([suspect.calls.length, working]).toEqual([0, { yes: true, met: false }]);
    end();
    await hearing.untilDone('suspect');
    expect([suspect.calls.length, working]).toEqual([1, { yes: false, met: false }]);
  });

  describe('whose process ends', () => {
    const hanging: ((error: Error) => void)[] = [];
    /** As a process that ends in the middle of it. */
    const hang = () => new Promise<never>((_, reject) => hanging.push(reject));
    afterEach(() => hanging.splice(0).forEach((reject) => reject(new Error('The test is over'))));
    const quick = { ackWaitMs: 300 };

    /** Processes, one after the other, each of which ends when `kills` says so; until `done`. Answers how many have ended. */
    async function dieUntil(kills: (id: string) => boolean, done: () => Promise<boolean>): Promise<number> {
      for (let deaths = 0; ; deaths++) {
        let died = false;
        const noting = new Noting('noting', undefined, ({ id }) => {
          if (died || !kills(id)) return;
          died = true;
          return hang();
        });
        const process: Process = await hearing.process([noting], quick);
        let over = false;
        await until(async () => died || (over = await done()));
        if (over) return deaths;
        await process.kill();
      }
    }

    it('by a message: that alone is dead after five times that it was handled alone', async () => {
      const innocents = Array.from({ length: 5 }, () => eventAbout(aName(), 1));
      const killer = eventAbout(aName(), 1);
      await hearing.tell(...innocents.slice(0, 2), killer, ...innocents.slice(2));
      const deaths = await dieUntil(
        (id) => id === killer.id,
        async () => (await hearing.deadLetters()).length > 0,
      );
      expect(deaths).toBeGreaterThanOrEqual(5);
      expect(deaths).toBeLessThanOrEqual(7);
      await hearing.untilDone('noting');
      expect(await hearing.deadLetters()).toMatchObject([{ eventId: killer.id, reason: expect.stringContaining('alone') }]);
      expect((await hearing.heard('noting')).map(([name]) => name).sort()).toEqual(innocents.map((each) => each.subject.split('/')[1]).sort());
    });

    it('by a message: that is known by its own count, though the stream says that it sends it for the first time', async () => {
      const [killer, innocent] = [eventAbout(aName(), 1), eventAbout(aName(), 1)];
      await hearing.db.run(sql`insert into consumer_attempts (consumer, event_id, started) values ('noting', ${killer.id}, 5)`);
      await hearing.process([new Noting('noting')]);
      await hearing.tell(killer, innocent);
      await hearing.untilDone('noting');
      expect(await hearing.deadLetters()).toMatchObject([{ eventId: killer.id, reason: expect.stringContaining('alone') }]);
      expect((await hearing.heard('noting')).map(([name]) => `things/${name}`)).toEqual([innocent.subject]);
    });

    it('by whatever, ten times: nothing is lost, nothing doubled, and nothing dead', async () => {
      const events = Array.from({ length: 12 }, () => eventAbout(aName(), 1));
      await hearing.tell(...events);
      const victims = new Set<string>();
      const deaths = await dieUntil(
        (id) => {
          if (victims.size >= 10 || victims.has(id)) return false;
          return Boolean(victims.add(id));
        },
        async () => (await hearing.heard('noting')).length >= events.length,
      );
      expect(deaths).toBe(10);
      await hearing.untilDone('noting');
      expect((await hearing.heard('noting')).map(([name]) => name).sort()).toEqual(events.map((each) => each.subject.split('/')[1]).sort());
      expect(await hearing.deadLetters()).toEqual([]);
      await untilForgotten();
    });
  });

  describe('while something is away', () => {
    it('the database: loses nothing, counts nothing, and pulls nothing', async () => {
      const noting = new Noting('noting');
      const { toDatabase, said } = await hearing.process([noting]);
      await hearing.tell(eventAbout('one', 1));
      await hearing.untilDone('noting');
      await toDatabase.cut();
      await hearing.tell(...[2, 3, 4].map((version) => eventAbout('one', version)));
      await until(async () => (await infoOf('noting')).num_waiting === 0 && said.some((line) => line.includes('waits')));
      expect(await attempts()).toEqual([]);
      await toDatabase.mend();
      await hearing.untilDone('noting');
      expect((await hearing.heard('noting')).map(([, version]) => version).sort()).toEqual([1, 2, 3, 4]);
      expect(await hearing.deadLetters()).toEqual([]);
      expect(said.filter((line) => line.includes('waits'))).toHaveLength(1);
      expect(said.at(-1)).toContain('goes on');
    });

    it('the database, again and again in the middle of it: that is no attempt', async () => {
      let cuts = 8;
      let process: Process | null = null;
      const cut = async () => {
        if (cuts-- > 0) await process?.toDatabase.cut();
      };
      process = await hearing.process([new Noting('noting', undefined, cut)]);
      await hearing.tell(eventAbout('one', 1));
      for (let left = 7; left >= 0; left--) {
        await until(() => cuts === left);
        await until(() => process?.said.filter((line) => line.includes('waits')).length === 8 - left);
        await process.toDatabase.mend().catch(() => undefined);
      }
      await hearing.untilDone('noting');
      expect(await hearing.heard('noting')).toEqual([['one', 1]]);
      expect(await hearing.deadLetters()).toEqual([]);
    });

    it('NATS: goes on where it was', async () => {
      const { toNats, nats } = await hearing.process([new Noting('noting')]);
      await hearing.tell(eventAbout('one', 1));
      await hearing.untilDone('noting');
      await toNats.cut();
      await until(() => nats.state() !== 'up');
      await hearing.tell(eventAbout('one', 2));
      await toNats.mend();
      expect(await hearing.untilHeard('noting', 2)).toEqual([
        ['one', 1],
        ['one', 2],
      ]);
    });

    it('the nats-server, killed: goes on where it was', async () => {
      await hearing.process([new Noting('noting')]);
      await hearing.tell(eventAbout('one', 1));
      await hearing.untilDone('noting');
      await server?.kill();
      await server?.startAgain();
      await hearing.tell(eventAbout('one', 2));
      expect(await hearing.untilHeard('noting', 2)).toEqual([
        ['one', 1],
        ['one', 2],
      ]);
    });

    it('a stream that is not there yet: begins when it is', async () => {
      const later = familyOf('later');
      const { said } = await hearing.process([new Noting('noting', [later])]);
      await until(() => said.some((line) => line.includes('stream not found')));
      await hearing.makeStream('later');
      await hearing.tell(eventAbout('one', 1, { family: later }));
      expect(await hearing.untilHeard('noting', 1)).toEqual([['one', 1]]);
    });

    it('a stream that is deleted and made again: makes its durable anew, and handles nothing twice', async () => {
      await hearing.process([new Noting('noting')]);
      const events = [1, 2, 3].map((version) => eventAbout('one', version));
      await hearing.tell(...events.slice(0, 2));
      await hearing.untilDone('noting');
      await hearing.manager.streams.delete('TELLING');
      await hearing.makeStream();
      await hearing.tell(...events);
      await hearing.untilHeard('noting', 3);
      await hearing.untilDone('noting');
      expect(await hearing.heard('noting')).toEqual([1, 2, 3].map((version) => ['one', version]));
    });
  });

  it('that is stopped finishes what it has begun, and hands the rest back', async () => {
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const noting = new Noting('noting', undefined, () => ended);
    const process = await hearing.process([noting]);
    await hearing.tell(eventAbout('one', 1));
    await until(() => noting.calls.length === 1);
    await hearing.tell(eventAbout('two', 1));
    await until(async () => (await infoOf('noting')).num_ack_pending === 2);
    const stopping = process.consumers.stop();
    end();
    await stopping;
    expect(await hearing.heard('noting')).toEqual([['one', 1]]);
    await hearing.process([new Noting('noting')]);
    expect(await hearing.untilHeard('noting', 2)).toEqual([
      ['one', 1],
      ['two', 1],
    ]);
  });

  it('has a name that no generation could have', () => {
    for (const reactions of [[new Noting('needs-2')], [new Noting('Needs')], [new Noting('needs'), new Noting('needs')]])
      expect(() => hearing.consumersOf(reactions).start()).toThrow('cannot be the name of a reaction');
  });
});
