/** What is recorded of a phase: notes, votes and how many took part, each added to what there is (API contract, R6). */
import type { LocalisedText } from '@fiksu/contracts';
import { Faults } from '@fiksu/service';
import { requireAllowed, type Note, type Participants, type Session, type Vote } from './session.ts';

/** As it is sent. A note is named by its place in the same request, or by its id where it was recorded before. */
export interface Recorded {
  phase: string;
  notes: { text: LocalisedText }[];
  votes: { need?: string | undefined; note?: number | string | undefined; count: number }[];
  participants: { organisation?: string | undefined; district?: string | undefined; group?: string | undefined; count: number }[];
}

/** How much there is of a session: what is recorded of two days stays within these, and an event of it within a message. */
export const recordLimits = { notes: 2000, noteBytes: 4_194_304, votes: 500, participants: 300 } as const;

interface Known {
  /** The ids of the notes of this session that the request names. */
  notes: ReadonlySet<string>;
  /** Those that there are of the districts that the request names. */
  districts: ReadonlySet<string>;
  now: string;
  newId: () => string;
}

/**
 * Adds what was recorded. Nothing that is there is ever changed by it: votes for the same thing in the same phase add up.
 * @throws DomainError Conflict (409) unless the session is open; Invalid (422) for a phase that its method lacks, a vote for
 * what it is not about, and participants of whom nothing is told
 */
export function record(session: Session, recorded: Recorded, { notes: known, districts, now, newId }: Known): { session: Session; notes: Note[] } {
  requireAllowed('record', session);
  const { phase } = recorded;
  const faults = new Faults();
  if (!session.phases.some(({ id }) => id === phase)) faults.add('/phase', 'Its method has no such phase');
  const notes = recorded.notes.map(({ text }): Note => ({ id: newId(), phase, text, at: now }));
  const votes = recorded.votes.map((vote, index) => voteOf(vote, `/votes/${index}`, { session, phase, notes, known, faults }));
  const participants = recorded.participants.map(({ organisation = null, district = null, group = null, count }, index): Participants => {
    if (organisation === null && district === null && group === null)
      faults.add(`/participants/${index}`, 'Says of no organisation, no district and no group that they are');
    if (district !== null && !districts.has(district)) faults.add(`/participants/${index}/district`, 'There is no such district');
    return { phase, organisation, district, group, count };
  });
  faults.refuse();
  const next = {
    ...session,
    votes: summed([...session.votes, ...votes], ({ phase, need, note }) => [phase, need, note]),
    participants: summed([...session.participants, ...participants], ({ phase, organisation, district, group }) => [phase, organisation, district, group]),
  };
  if (next.votes.length > recordLimits.votes) faults.add('/votes', `A session keeps votes for ${recordLimits.votes} things at most`);
  if (next.participants.length > recordLimits.participants) faults.add('/participants', `A session keeps ${recordLimits.participants} counts at most`);
  faults.refuse();
  return { session: next, notes };
}

interface About {
  session: Session;
  phase: string;
  notes: readonly Note[];
  known: ReadonlySet<string>;
  faults: Faults;
}

function voteOf({ need, note, count }: Recorded['votes'][number], pointer: string, { session, phase, notes, known, faults }: About): Vote {
  if ((need === undefined) === (note === undefined)) faults.add(pointer, 'Is for a need or for a note');
  if (need !== undefined && !session.needs.includes(need)) faults.add(`${pointer}/need`, 'The session is not about this need');
  const meant = typeof note === 'number' ? notes[note]?.id : note;
  if (note !== undefined && (meant === undefined || (typeof note === 'string' && !known.has(note))))
    faults.add(`${pointer}/note`, 'There is no such note of this session');
  return { phase, need: need ?? null, note: meant ?? null, count };
}

function summed<Counted extends { count: number }>(list: readonly Counted[], keyOf: (counted: Counted) => readonly unknown[]): Counted[] {
  const sums = new Map<string, Counted>();
  for (const counted of list) {
    const key = JSON.stringify(keyOf(counted));
    const sum = sums.get(key);
    sums.set(key, sum ? { ...sum, count: sum.count + counted.count } : counted);
  }
  return [...sums.values()];
}

/**
 * How many took part in the session as a whole. Who is there in one phase is there in the next as well, so that of each
 * kind of participants the phase with the most of them counts; within a phase what was recorded adds up.
 */
export function participantsOf(recorded: readonly Participants[]): Omit<Participants, 'phase'>[] {
  const most = new Map<string, Omit<Participants, 'phase'>>();
  const inPhases = summed(recorded, ({ phase, organisation, district, group }) => [phase, organisation, district, group]);
  for (const { phase: _, ...counted } of inPhases) {
    const key = JSON.stringify([counted.organisation, counted.district, counted.group]);
    const known = most.get(key);
    most.set(key, known && known.count >= counted.count ? known : counted);
  }
  return [...most.values()];
}
