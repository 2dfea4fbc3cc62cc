import { inUse, Attachments, Database, Faults, invalid, newId, patched, sql, type Caller } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { MethodRepository } from '../methods/method.repository.ts';
import { phasesOf } from '../methods/method.ts';
import { NeedRepository } from '../needs/need.repository.ts';
import { CheckReferences } from '../references/check-references.ts';
import { eachOnce } from '../references/each-once.ts';
import { SessionRepository } from './session.repository.ts';
import { checkFixed, checkTimes, open, withLinks, type Session } from './session.ts';
import { SessionBody, sessionDerived, type SessionView } from './sessions.schema.ts';

type Written = Omit<SessionBody, 'edition'> & Pick<Session, 'edition' | 'phases'>;

/** Plans sessions, changes what is planned, and opens them. */
@Injectable()
export class WriteSession {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly methods: MethodRepository,
    private readonly needs: NeedRepository,
    private readonly references: CheckReferences,
    private readonly attachments: Attachments,
    private readonly db: Database,
  ) {}

  async create(body: SessionBody, by: Caller): Promise<SessionView> {
    const written = await this.checked(body, null, by);
    const session = { id: newId(), version: 1, status: 'planned' as const, votes: [], participants: [], outcomes: [], linked: [] };
    return this.sessions.create(withLinks({ ...session, ...written, createdAt: by.at, updatedAt: by.at }, by), by, { notes: [] });
  }

  async change(id: string, patch: Record<string, unknown>, by: Caller): Promise<SessionView> {
    let notes: object = {};
    return this.sessions.change(id, by, {
      action: 'change',
      decide: async (session) => {
        const body = patched<SessionBody>(bodyOf(session), patch, SessionBody, sessionDerived);
        // Another method has editions of its own: the last one, where none is named.
        const edition = body.method === session.method || Object.hasOwn(patch, 'edition') ? body.edition : null;
        const next = withLinks({ ...session, ...(await this.checked({ ...body, edition }, session, by)) }, by);
        checkFixed(session, next);
        notes = await this.sessions.notesFor(session, by);
        return next;
      },
      beside: () => notes,
    });
  }

  async open(id: string, by: Caller): Promise<SessionView> {
    return this.sessions.change(id, by, { action: 'open', decide: open, beside: () => ({ notes: [] }) });
  }

  remove(id: string, by: Caller): Promise<void> {
    return this.sessions.remove(id, by, async (session) => {
      const usedBy = await this.sessions.usersOf(session);
      if (usedBy.length > 0) throw inUse(usedBy);
    });
  }

  /** What is kept of a body. 403 comes before 422 (G5). */
  private async checked(body: SessionBody, before: Session | null, by: Caller): Promise<Written> {
    this.sessions.mayChange(body, by);
    checkTimes(body);
    await this.references.check([['/districts', body.districts]], [['/themes', body.themes]]);
    await this.checkNeeds(body.needs, before?.needs ?? [], by);
    const form = await this.formOf(body, before);
    await this.attachments.hang(body.attachments, by, before?.attachments);
    return { ...body, ...form, districts: eachOnce(body.districts), themes: eachOnce(body.themes), needs: eachOnce(body.needs) };
  }

  /**
   * The edition that is used, and the phases of its form: of a method that is published, and stays the one with which the
   * session was planned until somebody names another (R5).
   */
  private async formOf({ method, edition, variant }: SessionBody, before: Session | null): Promise<Pick<Session, 'edition' | 'phases'>> {
    if (before && before.method === method && before.edition === edition && before.variant === variant)
      return { edition: before.edition, phases: before.phases };
    const found = await this.methods.findEdition(method, edition);
    if (!found) {
      const isPublished = edition !== null && (await this.methods.findEdition(method, null));
      throw invalid([
        isPublished ? { pointer: '/edition', detail: 'The method has no such edition' } : { pointer: '/method', detail: 'There is no such published method' },
      ]);
    }
    const phases = phasesOf(found, variant);
    if (!phases) throw invalid([{ pointer: '/variant', detail: 'The method has no such form' }]);
    return { edition: found.edition, phases };
  }

  /** To this caller, a need that it may not see does not exist; one that is there already stays. */
  private async checkNeeds(named: readonly string[], known: readonly string[], by: Caller): Promise<void> {
    const rows = await this.db.run<{ id: string }>(
      sql`select id from ${this.needs.store.table} where id = any(${named}::uuid[]) and (${this.needs.visibleTo(by)})`,
    );
    const there = new Set([...known, ...rows.map(({ id }) => id)]);
    const faults = new Faults();
    named.forEach((id, index) => there.has(id) || faults.add(`/needs/${index}`, 'There is no such need'));
    faults.refuse();
  }
}

function bodyOf(session: Session): SessionBody {
  const { method, edition, variant, title, description, districts, themes, needs, facilitator, startsAt, endsAt, attachments } = session;
  return { method, edition, variant, title, description, districts, themes, needs, facilitator, startsAt, endsAt, attachments };
}
