import { Database, Faults, newId, notFound, type Caller } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { DistrictRepository } from '../districts/district.repository.ts';
import { record, recordLimits, type Recorded } from './record.ts';
import { SessionRepository } from './session.repository.ts';
import { requireAllowed, type Note } from './session.ts';
import type { RecordBody, SessionView } from './sessions.schema.ts';

/**
 * Adds to what is recorded of a session. Several do so at once and know nothing of each other, without `If-Match` (G4): each
 * waits for the row and adds to what it then finds, so that nothing is lost.
 */
@Injectable()
export class RecordSession {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly districts: DistrictRepository,
    private readonly db: Database,
  ) {}

  async execute(id: string, body: RecordBody, by: Caller): Promise<SessionView> {
    const seen = await this.sessions.get(id, by);
    await this.sessions.requireLead(seen, by);
    requireAllowed('record', seen);
    const districts = await this.districts.existing(body.participants.flatMap(({ district }) => district ?? []));
    return this.db.transaction(async (tx) => {
      const before = (await this.sessions.store.findForUpdate([seen.id], tx)).get(seen.id);
      if (!before) throw notFound();
      const known = await this.sessions.notesKnown(before, notesNamed(body), tx);
      const { session, notes } = record(before, body, { notes: known.ids, districts, now: by.at, newId });
      refuseTooMuch(known, notes);
      await this.sessions.addNotes(before, notes, tx);
      const beside = await this.sessions.notesFor(before, by, tx);
      if (notes.length === 0 && !this.sessions.store.differs(before, session)) return { ...this.sessions.view(before, by), ...beside };
      return this.sessions.save(before, session, by, { action: 'record', beside: () => beside }, tx);
    });
  }
}

const notesNamed = ({ votes }: Pick<Recorded, 'votes'>): string[] => votes.flatMap(({ note }) => (typeof note === 'string' ? [note] : []));

/** @throws DomainError Invalid (422) where the session would have more notes than anybody could read */
function refuseTooMuch(known: { count: number; bytes: number }, notes: readonly Note[]): void {
  const faults = new Faults();
  const bytes = known.bytes + notes.reduce((sum, { text }) => sum + Buffer.byteLength(JSON.stringify(text)), 0);
  if (notes.length > 0 && known.count + notes.length > recordLimits.notes) faults.add('/notes', `A session keeps ${recordLimits.notes} notes at most`);
  else if (notes.length > 0 && bytes > recordLimits.noteBytes) faults.add('/notes', `A session keeps ${recordLimits.noteBytes} bytes of notes at most`);
  faults.refuse();
}
