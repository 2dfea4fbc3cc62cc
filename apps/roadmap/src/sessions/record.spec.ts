import fc from 'fast-check';
import { planned } from './planned.fixture.ts';
import { participantsOf, record, recordLimits, type Recorded } from './record.ts';
import type { Session } from './session.ts';

const need = '01936a5c-8f00-7cc3-98c4-dc0c0c073981';
const now = '2027-02-01T08:00:00.000Z';
const session = (terms: Partial<Session> = {}) => planned({ status: 'open', needs: [need], ...terms });

let made = 0;
const newId = () => `note-${made++}`;
beforeEach(() => (made = 0));

const sent = (terms: Partial<Recorded> = {}): Recorded => ({ phase: 'understand', notes: [], votes: [], participants: [], ...terms });
const recorded = (before: Session, terms: Partial<Recorded>, notes: string[] = []) =>
  record(before, sent(terms), { notes: new Set(notes), districts: new Set(['malmi']), now, newId });
const pointersOf = (work: () => unknown): string[] => {
  try {
    work();
    return [];
  } catch (error) {
    return (error as { members: { errors: { pointer: string }[] } }).members.errors.map(({ pointer }) => pointer);
  }
};

describe('what is recorded', () => {
  it('belongs to its phase: notes with ids and times, votes for needs and for notes', () => {
    const { session: next, notes } = recorded(
      session(),
      {
        phase: 'choose',
        notes: [{ text: { en: 'Shade' } }, { text: { fi: 'Puita' } }],
        votes: [
          { note: 1, count: 4 },
          { need, count: 7 },
          { note: 'old', count: 1 },
        ],
      },
      ['old'],
    );
    expect(notes).toEqual([
      { id: 'note-0', phase: 'choose', text: { en: 'Shade' }, at: now },
      { id: 'note-1', phase: 'choose', text: { fi: 'Puita' }, at: now },
    ]);
    expect(next.votes).toEqual([
      { phase: 'choose', need: null, note: 'note-1', count: 4 },
      { phase: 'choose', need, note: null, count: 7 },
      { phase: 'choose', need: null, note: 'old', count: 1 },
    ]);
  });

  it('is refused of a phase that its method lacks, with all else that is wrong', () => {
    const votes = [{ need: 'other', count: 1 }, { note: 0, count: 1 }, { note: 'unknown', count: 1 }, { need, note: 0, count: 1 }, { count: 1 }];
    expect(pointersOf(() => recorded(session(), { phase: 'celebrate', votes, participants: [{ count: 1 }, { district: 'atlantis', count: 1 }] }))).toEqual([
      ...['/phase', '/votes/0/need', '/votes/1/note', '/votes/2/note', '/votes/3', '/votes/3/note', '/votes/4'],
      ...['/participants/0', '/participants/1/district'],
    ]);
  });

  it('adds up with what there is, vote by vote, and nothing else of the session changes', () => {
    const vote = fc.record({ phase: fc.constantFrom('understand', 'choose'), to: fc.constantFrom(need, 'a', 'b'), count: fc.nat(1000) });
    fc.assert(
      fc.property(fc.array(vote, { maxLength: 30 }), (all) => {
        let next = session();
        for (const { phase, to, count } of all)
          next = recorded(next, { phase, votes: [to === need ? { need, count } : { note: to, count }] }, ['a', 'b']).session;
        const { votes, ...rest } = next;
        expect(rest).toEqual({ ...session(), votes: undefined });
        for (const phase of ['understand', 'choose'])
          for (const to of [need, 'a', 'b']) {
            const counted = votes.filter((each) => each.phase === phase && (each.need ?? each.note) === to);
            expect(counted.length).toBeLessThanOrEqual(1);
            const sum = all.filter((each) => each.phase === phase && each.to === to).reduce((total, { count }) => total + count, 0);
            expect(counted[0]?.count ?? 0).toBe(sum);
          }
      }),
    );
  });

  it('stays within what anybody reads', () => {
    const votes = Array.from({ length: recordLimits.votes }, (_, index) => ({ phase: 'choose', need: null, note: `n${index}`, count: 1 }));
    expect(pointersOf(() => recorded(session({ votes }), { votes: [{ need, count: 1 }] }))).toEqual(['/votes']);
    const full = Array.from({ length: recordLimits.participants }, (_, index) => ({
      ...{ phase: 'choose', organisation: null, district: null, group: `g${index}`, count: 1 },
    }));
    expect(pointersOf(() => recorded(session({ participants: full }), { participants: [{ group: 'more', count: 1 }] }))).toEqual(['/participants']);
    expect(pointersOf(() => recorded(session({ participants: full }), { phase: 'choose', participants: [{ group: 'g0', count: 1 }] }))).toEqual([]);
  });
});

describe('how many took part', () => {
  const counted = (phase: string, group: string, count: number) => ({ phase, organisation: null, district: 'malmi', group, count });

  it('of each kind is what the fullest phase had, since who is there in one phase is there in the next', () => {
    // understand: 9 and 3 residents came in, together 12; choose: 10. Companies were at one phase alone.
    const all = [
      counted('understand', 'residents', 9),
      counted('choose', 'residents', 10),
      counted('understand', 'residents', 3),
      counted('choose', 'firms', 2),
    ];
    expect(participantsOf(all)).toEqual([
      { organisation: null, district: 'malmi', group: 'residents', count: 12 },
      { organisation: null, district: 'malmi', group: 'firms', count: 2 },
    ]);
  });

  it('of nobody is nothing', () => expect(participantsOf([])).toEqual([]));
});
