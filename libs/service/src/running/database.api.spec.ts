import { startNotes, type NotesService } from '../../test/notes-service.ts';
import { plant, unique } from '../../test/planted-notes.ts';
import { sql } from '@fiksu/database';

let notes: NotesService;
beforeAll(async () => {
  notes = await startNotes();
});
afterAll(() => notes.stop());

describe('what the database says', () => {
  it('arrives as the contract has it', async () => {
    const [row] = await notes.db
      .run(sql`select 12345678901::bigint as big, 7::integer as whole, 0.5::float8 as half, true as truth, date '2027-01-31' as day, timestamptz '2027-01-31 12:00:00.1239+02' as instant,
      array['a', null]::text[] as list, '{"b":1,"a":[2]}'::jsonb as thing, null::text as nothing, 8000.00::numeric(14,2) as amount`);
    expect(row).toEqual({
      big: 12_345_678_901,
      whole: 7,
      half: 0.5,
      truth: true,
      day: '2027-01-31',
      instant: '2027-01-31T10:00:00.123Z',
      list: ['a', null],
      thing: { a: [2], b: 1 },
      nothing: null,
      amount: '8000.00',
    });
  });

  it('takes no value for a part of the statement', async () => {
    const district = unique('d');
    await plant(notes.db, [{ district }]);
    for (const forged of [`${district}' or 'a' = 'a`, `'; delete from note; --`, '$1', '\\'])
      expect(await notes.db.run(sql`select id from note where district = ${forged}`)).toEqual([]);
    expect(await notes.db.run(sql`select id from note where district = ${district}`)).toHaveLength(1);
  });
});

describe('a transaction', () => {
  const prioritiesOf = async (district: string) =>
    (await notes.db.run<{ priority: number }>(sql`select priority from note where district = ${district}`)).map(({ priority }) => priority);

  it('is seen by others when it is over, whole', async () => {
    const district = unique('d');
    await plant(notes.db, [{ district }, { district }]);
    const result = await notes.db.transaction(async (tx) => {
      await tx.run(sql`update note set priority = 5 where district = ${district}`);
      expect(await prioritiesOf(district)).toEqual([0, 0]);
      return 'done';
    });
    expect(result).toBe('done');
    expect(await prioritiesOf(district)).toEqual([5, 5]);
  });

  it('is undone by any error, and leaves its connection as it was', async () => {
    const district = unique('d');
    await plant(notes.db, [{ district }]);
    for (let round = 0; round < 15; round++) {
      const work = notes.db.transaction(async (tx) => {
        await tx.run(sql`update note set priority = 5 where district = ${district}`);
        await tx.run(sql`select 1 / ${0}::integer`);
      });
      await expect(work).rejects.toMatchObject({ code: '22012' });
    }
    expect(await prioritiesOf(district)).toEqual([0]);
  });
});
