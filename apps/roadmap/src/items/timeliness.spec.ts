/** Timeliness is computed from the days since a person's last word: API contract, "Items, the rest". */
import { ITEM_STATUSES, type ItemStatus } from './item.ts';
import { checkUpdateDays, defaultUpdateDays, timelinessOf, type UpdateDays } from './timeliness.ts';

/** Noon of 25 November 2026 in Helsinki. */
const now = '2026-11-25T10:00:00.000Z';
const dayMs = 86_400_000;
const daysAgo = (days: number) => new Date(Date.parse(now) - days * dayMs).toISOString();
const timely = (confirmedAt: string, limits: UpdateDays = defaultUpdateDays, status: ItemStatus = 'committed') =>
  timelinessOf({ status, confirmedAt }, limits, now);

describe('the timeliness of an item', () => {
  it.each([
    [0, 'fresh'],
    [30, 'fresh'],
    [31, 'acceptable'],
    [60, 'acceptable'],
    [61, 'late'],
    [120, 'late'],
    [121, 'stale'],
    [4000, 'stale'],
  ])('is, %p days after the last update, %s', (days, value) => {
    const timeliness = timely(daysAgo(days));
    expect(timeliness).toMatchObject({ value, because: [{ code: `update-${value}` }] });
    expect(timeliness.because[0]?.detail.en).toContain(` ${days} days ago`);
  });

  it.each([
    [7, 'fresh'],
    [8, 'acceptable'],
    [14, 'acceptable'],
    [15, 'late'],
    [21, 'late'],
    [22, 'stale'],
  ])('goes by the days of its programme: of 7, 14 and 21, after %p, it is %s', (days, value) => {
    expect(timely(daysAgo(days), { target: 7, acceptable: 14, late: 21 }).value).toBe(value);
  });

  it('counts days of the city, not times of 24 hours', () => {
    // 31 days before today in Helsinki: half an hour before midnight there.
    expect(timely('2026-10-25T21:30:00.000Z').value).toBe('acceptable');
    expect(timely('2026-10-25T22:30:00.000Z').value).toBe('fresh');
  });

  it('is fresh, and says why, of an item that has ended', () => {
    const ended = ITEM_STATUSES.filter((status) => timely(daysAgo(4000), defaultUpdateDays, status).value === 'fresh');
    expect(ended).toEqual(['done', 'dropped', 'superseded']);
    expect(timely(daysAgo(4000), defaultUpdateDays, 'done').because).toMatchObject([{ code: 'ended' }]);
  });
});

describe('the days of a programme', () => {
  it.each<[UpdateDays | null, string[]]>([
    [null, []],
    [{ target: 30, acceptable: 30, late: 30 }, []],
    [{ target: 31, acceptable: 30, late: 120 }, ['/updateDays/acceptable']],
    [{ target: 30, acceptable: 60, late: 59 }, ['/updateDays/late']],
    [{ target: 3, acceptable: 2, late: 1 }, ['/updateDays/acceptable', '/updateDays/late']],
  ])('%j are refused at %j', (days, pointers) => {
    let refused: string[] = [];
    try {
      checkUpdateDays(days);
    } catch (error) {
      refused = (error as { members: { errors: { pointer: string }[] } }).members.errors.map(({ pointer }) => pointer);
    }
    expect(refused).toEqual(pointers);
  });
});
