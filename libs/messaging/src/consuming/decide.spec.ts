import { attemptsMax, decide, interruptionsMax, isLethal, missingMaxMs, type History, type Outcome, type Verdict } from './decide.ts';

const retryMs = 1000;
const minutes = 60_000;
const ack: Verdict = { do: 'ack' };
const bury = (reason: string): Verdict => ({ do: 'bury', reason });
const again = (afterMs: number): Verdict => ({ do: 'again', afterMs });
const history = (own: Partial<History> = {}): History => ({ finished: 0, interrupted: 0, missingForMs: null, ...own });
const failed = (kind: 'refused' | 'not-yet' | 'passing' | 'unexpected'): Outcome => ({ kind, reason: 'because' });

describe('what becomes of a message', () => {
  it.each<[string, Outcome, History, Verdict]>([
    ['one that nobody here listens to is done', { kind: 'ignored' }, history(), ack],
    ['one that was handled before is done', { kind: 'duplicate' }, history({ finished: 4 }), ack],
    ['one that was handled is done', { kind: 'handled' }, history(), ack],
    ['one that waits for its turn in the database is done', { kind: 'parked' }, history(), ack],
    ['one that cannot be read is dead', { kind: 'unreadable', reason: 'Is no JSON' }, history(), bury('Is no JSON')],
    ['one that is refused for good is dead', failed('refused'), history(), bury('because')],
    ['an outage lets it come again', failed('passing'), history(), again(1000)],
    ['an outage never makes a dead letter, whatever was before', failed('passing'), history({ finished: 99, missingForMs: 99 * minutes }), again(1000)],
    ['an error that nobody foresaw lets it come again', failed('unexpected'), history(), again(1000)],
    ['… after twice as long each time', failed('unexpected'), history({ finished: 1 }), again(2000)],
    ['… up to the fourth', failed('unexpected'), history({ finished: 3 }), again(8000)],
    ['… and the fifth is the last', failed('unexpected'), history({ finished: 4 }), bury('because')],
    ['interruptions are no errors', failed('unexpected'), history({ interrupted: 4 }), again(1000)],
    ['one whose aggregate is not known yet comes again', failed('not-yet'), history(), again(1000)],
    ['… the later the longer it is missing', failed('not-yet'), history({ missingForMs: 7000 }), again(7000)],
    ['… after half a minute at most', failed('not-yet'), history({ missingForMs: 14.9 * minutes }), again(30_000)],
    ['… for 15 minutes', failed('not-yet'), history({ missingForMs: 15 * minutes }), bury('because')],
    ['… however often it has failed otherwise', failed('not-yet'), history({ finished: 4 }), again(1000)],
  ])('%s', (_, outcome, before, verdict) => expect(decide(outcome, before, retryMs)).toEqual(verdict));

  it('is a dead letter, untried, when its process ended five times that it was handled alone', () => {
    expect(isLethal(history({ interrupted: 4, finished: 9 }))).toBe(false);
    expect(isLethal(history({ interrupted: 5 }))).toBe(true);
    expect(decide({ kind: 'lethal' }, history({ interrupted: 5 }), retryMs)).toMatchObject({ do: 'bury' });
  });

  it('has the limits of the architecture', () => expect([attemptsMax, interruptionsMax, missingMaxMs]).toEqual([5, 5, 900_000]));
});
