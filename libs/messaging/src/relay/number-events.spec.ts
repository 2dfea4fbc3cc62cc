import { sql } from '@fiksu/database';
import { secondSession, untilWaiting } from '@fiksu/testing';
import type pg from 'pg';
import { TellingService, anAggregate } from '../../test/telling-service.ts';
import { numberEvents } from './number-events.ts';

let telling: TellingService;
let second: pg.Client;
beforeEach(async () => {
  telling = await TellingService.start();
  second = await secondSession(telling.database.url);
});
afterEach(async () => {
  await second.end();
  await telling.stop();
});

const positions = () => telling.db.run<{ id: number; position: number }>(sql`select id, position from outbox order by id`);

describe('numbering', () => {
  it('gives positions in the order of ids, whatever their order on the disk', async () => {
    for (let version = 1; version <= 20; version++) await telling.tell(anAggregate(), 1);
    // Moves half of the rows to the end of the table.
    await telling.db.run(sql`update outbox set recorded_at = recorded_at where id % 2 = 1`);
    expect(await numberEvents(telling.db)).toBe(20);
    expect((await positions()).map(({ position }) => position)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(await numberEvents(telling.db)).toBe(0);
  });

  it('waits for another that numbers, and then sees what that one has numbered', async () => {
    for (let version = 1; version <= 4; version++) await telling.tell(anAggregate(), 1);
    await second.query('begin');
    await second.query('select last from outbox_head for update');
    const numbering = numberEvents(telling.db);
    await untilWaiting(second, 1);
    await second.query('update outbox set position = id where id <= 2');
    await second.query('update outbox_head set last = 2');
    await second.query('commit');
    expect(await numbering).toBe(2);
    expect((await positions()).map(({ position }) => position)).toEqual([1, 2, 3, 4]);
  });

  it('leaves to later what is not committed yet, so that nothing is ever before what has been read', async () => {
    await second.query('begin');
    await second.query(
      `insert into outbox (event_id, aggregate, subject, event) values (gen_random_uuid(), 'things/slow', 'fiksu.telling.thing.changed.v1', '{}')`,
    );
    await telling.tell(anAggregate(), 1);
    expect(await numberEvents(telling.db)).toBe(1);
    await second.query('commit');
    expect(await numberEvents(telling.db)).toBe(1);
    expect((await positions()).map(({ position }) => position)).toEqual([2, 1]);
  });

  it('of more than one batch goes on until all are numbered', async () => {
    await telling.db.run(sql`insert into outbox (event_id, aggregate, subject, event)
      select gen_random_uuid(), 'things/' || n, 'fiksu.telling.thing.changed.v1', '{}' from generate_series(1, 5001) n`);
    expect(await numberEvents(telling.db)).toBe(5001);
    const [checked] = await telling.db.run(
      sql`select count(*) as rows, min(position) as first, max(position) as last, count(distinct position) as positions from outbox`,
    );
    expect(checked).toEqual({ rows: 5001, first: 1, last: 5001, positions: 5001 });
  });

  it('fails loudly where the head has lost its row', async () => {
    await telling.tell(anAggregate(), 1);
    await telling.db.run(sql`delete from outbox_head`);
    await expect(numberEvents(telling.db)).rejects.toThrow('outbox_head has lost its row');
  });
});
