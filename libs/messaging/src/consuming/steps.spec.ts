import type { CloudEvent } from '@fiksu/contracts';
import { eventAbout } from '../../test/hearing-service.ts';
import { OutOfStep, inTurn, turnOf, type Step, type Waiting } from './steps.ts';

const first = '2026-01-01T00:00:00.000Z';
const second = '2026-02-01T00:00:00.000Z';
const none: Step = { version: 0, life: null };
const event = (version: number, createdAt?: string, action = 'change') => eventAbout('malmi', version, { action, ...(createdAt ? { createdAt } : {}) });
const waiting = (...events: CloudEvent[]): Waiting[] => events.map((each) => ({ event: each, skipped: false }));
const versionsOf = (taken: Waiting[]) => taken.map(({ event: { aggregateversion } }) => aggregateversion);

describe('the turn of a version', () => {
  it.each<[string, Step, CloudEvent, ReturnType<typeof turnOf>]>([
    ['comes first with 1', none, event(1), 'now'],
    ['comes after the one before it', { version: 2, life: null }, event(3), 'now'],
    ['does not come before the one before it', { version: 1, life: null }, event(3), 'early'],
    ['has passed, in the same life', { version: 3, life: first }, event(2, first), 'past'],
    ['of a later life waits for the end of this one, whatever its number', { version: 2, life: first }, event(3, second), 'early'],
    ['that was passed already is one of a later life', { version: 3, life: null }, event(1), 'early'],
    ['of a life before this one never comes', { version: 1, life: second }, event(2, first), 'of-former-life'],
    ['comes for an end, which does not tell its life', { version: 2, life: first }, event(3, undefined, 'delete'), 'now'],
    ['comes with 1 after the end', none, event(1, second), 'now'],
  ])('%s', (_, step, each, turn) => expect(turnOf(step, each)).toBe(turn));
});

describe('steps', () => {
  it('are taken one after the other, in whatever order they came', () => {
    const { step, taken, left } = inTurn(none, waiting(event(3, first), event(1, first), event(5, first), event(2, first)));
    expect(versionsOf(taken)).toEqual([1, 2, 3]);
    expect(versionsOf(left)).toEqual([5]);
    expect(step).toEqual({ version: 3, life: first });
  });

  it('begin again at 1 after the end', () => {
    const lives = [event(1, first), event(2, undefined, 'delete'), event(1, second), event(2, second)];
    const { step, taken } = inTurn(none, waiting(...lives.toReversed()));
    expect(taken.map((each) => each.event.id)).toEqual(lives.map(({ id }) => id));
    expect(step).toEqual({ version: 2, life: second });
  });

  it('of a life before the one that has begun are refused', () => {
    expect(() => inTurn({ version: 1, life: second }, waiting(event(1, first)))).toThrow(OutOfStep);
  });

  it('that were handled already are left out', () => {
    expect(inTurn({ version: 2, life: first }, waiting(event(2, first)))).toMatchObject({ taken: [], left: [] });
  });
});
