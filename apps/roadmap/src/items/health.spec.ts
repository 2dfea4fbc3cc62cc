/** Health is computed from milestones, and says why: API contract, R7; domain page, "The roadmap". */
import { healthOf } from './health.ts';
import type { ItemStatus } from './item.ts';
import { ruledItem } from './ruled-item.fixture.ts';
import type { Milestone } from './milestone.ts';

/** Noon of 25 November 2026 in Helsinki. */
const now = '2026-11-25T10:00:00.000Z';

const milestone = (id: string, dueOn: string, status: Milestone['status'] = 'due'): Milestone => ({
  ...{ id, title: { en: id }, dueOn, status },
  doneOn: status === 'done' ? dueOn : null,
  reason: null,
});
const healthWith = (milestones: Milestone[], status: ItemStatus = 'in-progress', at = now) => healthOf(ruledItem({ status, milestones }), at);

describe('the health of an item', () => {
  it.each<[string, Milestone[], string, string[]]>([
    ['is unknown without milestones', [], 'unknown', ['no-milestones']],
    ['is unknown where all were cancelled', [milestone('a', '2026-01-01', 'cancelled')], 'unknown', ['no-milestones']],
    ['is late after the day of a milestone that is due', [milestone('a', '2026-11-24')], 'late', ['milestone-overdue']],
    ['is at risk on the day itself', [milestone('a', '2026-11-25')], 'at-risk', ['milestone-due-soon']],
    ['is at risk 14 days before', [milestone('a', '2026-12-09')], 'at-risk', ['milestone-due-soon']],
    ['is on time 15 days before', [milestone('a', '2026-12-10')], 'on-time', ['nothing-late']],
    ['is on time where all were reached', [milestone('a', '2026-01-01', 'done')], 'on-time', ['nothing-late']],
    ['is late though another is only near', [milestone('a', '2026-11-26'), milestone('b', '2026-11-20')], 'late', ['milestone-overdue']],
    ['is not late by what was cancelled', [milestone('a', '2026-11-20', 'cancelled'), milestone('b', '2027-06-01')], 'on-time', ['nothing-late']],
  ])('%s', (_, milestones, value, codes) => {
    const health = healthWith(milestones);
    expect([health.value, health.because.map(({ code }) => code)]).toEqual([value, codes]);
  });

  it('names each milestone that makes it late', () => {
    const { because } = healthWith([milestone('a', '2026-11-20'), milestone('b', '2026-11-21'), milestone('c', '2027-01-01')]);
    expect(because.map(({ kind, id }) => [kind, id])).toEqual([
      ['milestone', 'a'],
      ['milestone', 'b'],
    ]);
  });

  it('turns at midnight in Helsinki: in winter two hours before that of the world', () => {
    const due = [milestone('a', '2026-11-25')];
    expect(healthWith(due, 'in-progress', '2026-11-25T21:59:59.999Z').value).toBe('at-risk');
    expect(healthWith(due, 'in-progress', '2026-11-25T22:00:00.000Z').value).toBe('late');
  });

  it.each<[ItemStatus, string]>([
    ['done', 'on-time'],
    ['dropped', 'unknown'],
    ['superseded', 'unknown'],
  ])('of an item that is %s is %s, whatever was due', (status, value) => {
    expect(healthWith([milestone('a', '2026-01-01')], status)).toMatchObject({ value, because: [{ code: status }] });
  });
});
