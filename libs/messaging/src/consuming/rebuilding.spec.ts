import { sql } from '@fiksu/database';
import { TestNats, describeWithNats, secondSession, untilWaiting } from '@fiksu/testing';
import { HearingService, Noting, Refused, Things, eventAbout, familyOf, until, type Process } from '../../test/hearing-service.ts';
import { Handling, Superseded } from './handling.ts';

const server = await TestNats.start();
afterAll(() => server?.stop());

describeWithNats(server)('a projection', () => {
  let hearing: HearingService;
  let things: Things;
  let process: Process;
  beforeEach(async () => {
    hearing = await HearingService.start(server as TestNats);
    await hearing.makeStream();
    things = new Things();
    process = await hearing.process([things, new Noting('noting')]);
  });
  afterEach(() => hearing.stop());

  const read = () => hearing.db.run(sql`select id, version, label from thing where generation = ${things.live} order by id`);
  const generations = () => hearing.db.run(sql`select distinct generation from thing order by 1`);
  const state = async () => (await process.consumers.states())[0];
  const untilLive = () => until(async () => (await state())?.status === 'live');
  const durables = async () => (await hearing.manager.consumers.list('TELLING').next()).map(({ name }) => name).sort();

  it('tells how far it is', async () => {
    await until(async () => (await state())?.lag === 0);
    expect(await process.consumers.states()).toEqual([{ name: 'things', status: 'live', lag: 0, asOf: null }]);
    await hearing.tell(eventAbout('one', 1));
    await until(async () => (await state())?.asOf != null);
    expect(Date.parse((await state())?.asOf as string)).toBeGreaterThan(Date.now() - 60_000);
    await process.toNats.cut();
    await until(() => process.nats.state() !== 'up');
    expect(await state()).toMatchObject({ status: 'live', lag: null });
    await process.toNats.mend();
  });

  it('counts what it has not handled', async () => {
    things.before = () => new Promise((resolve) => resolvers.push(resolve));
    const resolvers: ((value: unknown) => void)[] = [];
    await hearing.tell(...[1, 2, 3].map((version) => eventAbout('one', version)));
    await until(async () => (await state())?.lag === 3);
    things.before = () => undefined;
    await until(() => {
      resolvers.splice(0).forEach((resolve) => resolve(null));
      return true;
    });
    await until(async () => {
      resolvers.splice(0).forEach((resolve) => resolve(null));
      return (await state())?.lag === 0;
    });
  });

  it('is made anew beside the one that is read, which is forgotten after', async () => {
    things.label = 'wrong';
    await hearing.tell(eventAbout('one', 1), eventAbout('two', 1), eventAbout('one', 2));
    await hearing.untilDone('things');
    things.label = 'right';
    let goOn: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (goOn = resolve));
    things.before = (_, generation) => (generation === 2 ? gate : undefined);
    expect(await process.consumers.rebuild('things')).toBe('begun');
    await until(async () => (await durables()).includes('hearing-things-2'));
    expect(await process.consumers.rebuild('things')).toBe('rebuilding');
    expect(await state()).toMatchObject({ status: 'rebuilding' });
    // What happens meanwhile is read at once, and is not missed by the next one.
    await hearing.tell(eventAbout('three', 1));
    await Promise.all([hearing.untilDone('things'), hearing.untilDone('noting')]);
    expect(await read()).toEqual([
      { id: 'things/one', version: 2, label: 'wrong' },
      { id: 'things/three', version: 1, label: 'right' },
      { id: 'things/two', version: 1, label: 'wrong' },
    ]);
    goOn();
    await untilLive();
    expect((await read()).map((row) => (row as { label: string }).label)).toEqual(['right', 'right', 'right']);
    expect(await generations()).toEqual([{ generation: 2 }]);
    expect(things.forgotten).toEqual([1]);
    expect(await hearing.db.run(sql`select distinct consumer from inbox order by 1`)).toEqual([{ consumer: 'noting' }, { consumer: 'things-2' }]);
    await until(async () => String(await durables()) === 'hearing-noting,hearing-things-2');
    await hearing.tell(eventAbout('one', 3));
    await until(async () => (await read()).some((row) => (row as { version: number }).version === 3));
    expect(await generations()).toEqual([{ generation: 2 }]);
  });

  it('is made anew while there are writers, and again', async () => {
    for (const generation of [2, 3]) {
      expect(await process.consumers.rebuild('things')).toBe('begun');
      let version = 0;
      while ((await state())?.status !== 'live') await hearing.tell(eventAbout(`thing-${generation}`, ++version));
      await hearing.untilDone(`things-${generation}`);
      expect(await generations()).toEqual([{ generation }]);
    }
  });

  it('is made anew once, though two replicas look after it', async () => {
    const others = new Things();
    const other = await hearing.process([others]);
    await hearing.tell(...Array.from({ length: 50 }, (_, index) => eventAbout(`thing-${index}`, 1)));
    await hearing.untilDone('things');
    expect(await Promise.all([process.consumers.rebuild('things'), other.consumers.rebuild('things')].map((each) => each.then(String)))).toEqual(
      expect.arrayContaining(['begun', 'rebuilding']),
    );
    await untilLive();
    await until(async () => things.forgotten.length + others.forgotten.length > 0);
    expect(await read()).toHaveLength(50);
    await until(async () => String(await durables()) === 'hearing-noting,hearing-things-2');
    expect([...things.forgotten, ...others.forgotten]).toEqual([1]);
  });

  it('is written to in no generation that has been retired', async () => {
    await until(async () => (await state())?.lag === 0);
    const former = new Handling(hearing.db, things, 7);
    const event = eventAbout('one', 1);
    const received = { id: event.id, type: event.type, aggregate: event.subject, version: 1, seq: 1, text: '', event, fault: '' };
    await expect(former.together([received], [])).rejects.toThrow(Superseded);
    await expect(former.alone(received)).rejects.toThrow(Superseded);
    expect(await hearing.db.run(sql`select from inbox where consumer = 'things-7'`)).toEqual([]);
    expect(await generations()).toEqual([]);
  });

  it('is switched after what is being handled for the former generation', async () => {
    await until(async () => (await state())?.lag === 0);
    let goOn: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (goOn = resolve));
    let held = false;
    things.before = (_, generation) => {
      held ||= generation === 1;
      return generation === 1 ? gate : undefined;
    };
    await hearing.tell(eventAbout('one', 1));
    await until(() => held);
    await process.consumers.rebuild('things');
    const session = await secondSession(hearing.database.url);
    await untilWaiting(session, 1);
    expect(things.forgotten).toEqual([]);
    goOn();
    await untilLive();
    await session.end();
    expect(things.forgotten).toEqual([1]);
    expect(await generations()).toEqual([{ generation: 2 }]);
  });

  it('that is made anew leaves no dead letter of the former one', async () => {
    let refusing = true;
    things.before = () => {
      if (refusing) throw new Refused('by a bug');
    };
    await hearing.tell(eventAbout('one', 1));
    await hearing.untilDead();
    refusing = false;
    await process.consumers.rebuild('things');
    await untilLive();
    expect(await hearing.deadLetters()).toMatchObject([{ consumer: 'things', resolution: 'rebuilt' }]);
    expect(await read()).toHaveLength(1);
  });

  it('whose stream is not there to be made anew from holds up no other projection', async () => {
    class Absent extends Things {
      override readonly name: string = 'absent';
      override readonly listensTo = [familyOf('absent')];
    }
    await hearing.db.run(sql`insert into projection (name, building_generation) values ('absent', 2)`);
    await process.consumers.stop();
    await hearing.process([new Absent(), new Things()]);
    await hearing.tell(eventAbout('one', 1));
    await until(async () => (await read()).length === 1);
  });

  it('is none where nobody says so', async () => {
    expect(await process.consumers.rebuild('noting')).toBe('unknown');
    expect((await process.consumers.states()).map(({ name }) => name)).toEqual(['things']);
  });
});
