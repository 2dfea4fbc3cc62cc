import { Database, Faults, invalid, sql, stale, type Caller, type Runs } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { ItemRepository } from '../items/item.repository.ts';
import { WriteItem, lockGraph } from '../items/write-item.ts';
import { CrystalliseBeside } from '../needs/crystallise-beside.ts';
import { NeedRepository } from '../needs/need.repository.ts';
import type { Need } from '../needs/need.ts';
import { SubmitNeed } from '../needs/submit-need.ts';
import { pointed } from '../references/pointed.ts';
import { meantBy, type CloseBody, type MeantOutcome } from './outcomes.schema.ts';
import { SessionRepository } from './session.repository.ts';
import { close, requireAllowed, withLinks, type Outcome } from './session.ts';
import type { SessionView } from './sessions.schema.ts';

/** An outcome of which all is known that can be asked before the transaction: a need is ready to be added. */
type Ready = Exclude<MeantOutcome, { kind: 'need'; id: null }> | { kind: 'need'; id: null; need: Need };

/**
 * Closes a session with what comes of it: needs and items are made, accepted needs that items name become crystallised, and
 * the session keeps the link, all in one transaction (API contract, R6).
 */
@Injectable()
export class CloseSession {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly items: ItemRepository,
    private readonly needs: NeedRepository,
    private readonly writeItem: WriteItem,
    private readonly submitNeed: SubmitNeed,
    private readonly crystallise: CrystalliseBeside,
    private readonly db: Database,
  ) {}

  async execute(id: string, { outcomes }: CloseBody, by: Caller): Promise<SessionView> {
    const session = await this.sessions.toChange(id, by);
    const meant = outcomes.map((outcome) => meantBy(outcome, session.id));
    // 403 comes before 409 and 422 (G5), for the last of the outcomes as for the first.
    for (const outcome of meant) if ('body' in outcome) this.sessions.mayChange(outcome.body, by);
    requireAllowed('close', session);
    refuseRepeated(meant);
    const ready: Ready[] = [];
    for (const [index, outcome] of meant.entries()) ready.push(await pointed(`/outcomes/${index}`, this.prepared(outcome, by)));
    return this.db.transaction(async (tx) => {
      if (ready.some(({ kind }) => kind === 'item')) await lockGraph(tx);
      const locked = (await this.sessions.store.findForUpdate([session.id], tx)).get(session.id);
      if (locked?.version !== session.version) throw stale();
      await this.lockNeeds(ready, tx);
      const made: Outcome[] = [];
      for (const [index, outcome] of ready.entries()) made.push({ kind: outcome.kind, id: await this.kept(outcome, `/outcomes/${index}`, by, tx) });
      const beside = await this.sessions.notesFor(session, by, tx);
      return this.sessions.save(session, withLinks(close(session, made), by), by, { action: 'close', beside: () => beside }, tx);
    });
  }

  /** All needs that become crystallised are locked at once, in one order: two who lock some of the same never wait for one another. */
  private async lockNeeds(ready: readonly Ready[], tx: Runs): Promise<void> {
    const items = ready.filter(({ kind }) => kind === 'item');
    const there = items.map(({ id }) => id).filter((id) => id !== null);
    const named = await tx.run<{ need: string }>(sql`select unnest(needs) as need from item where id = any(${there}::uuid[])`);
    const made = items.flatMap((item) => ('body' in item ? item.body.needs : []));
    await this.needs.store.findForUpdate([...made, ...named.map(({ need }) => need)], tx);
  }

  /** What is asked on a connection of its own is asked before the transaction: nobody must wait for one who holds locks. */
  private async prepared(outcome: MeantOutcome, by: Caller): Promise<Ready> {
    if (outcome.id !== null) return outcome;
    if (outcome.kind === 'need') return { kind: 'need', id: null, need: await this.submitNeed.prepare(outcome.body, by) };
    await this.writeItem.beforehand(outcome.body, by);
    return outcome;
  }

  /** Writes down what an outcome is, and tells its id. @param at where it stands in the request: pointers begin with it */
  private async kept(outcome: Ready, at: string, by: Caller, tx: Runs): Promise<string> {
    if (outcome.id !== null) return this.existing(outcome, at, by, tx);
    if (outcome.kind === 'item') return (await this.writeItem.addBeside(outcome.body, by, tx, { at })).id;
    await this.submitNeed.addBeside(outcome.need, by, tx);
    return outcome.need.id;
  }

  /** To this caller, what it may not see does not exist. @throws DomainError Invalid (422) */
  private async existing({ kind, id }: Outcome, at: string, by: Caller, tx: Runs): Promise<string> {
    const item = kind === 'item' ? await this.items.store.find(id, this.items.visibleTo(by), tx) : null;
    const there = item ?? (kind === 'need' ? await this.needs.store.find(id, this.needs.visibleTo(by), tx) : null);
    if (!there) throw invalid([{ pointer: `${at}/id`, detail: `There is no such ${kind}` }]);
    if (item) await this.crystallise.accepted(item.needs, by, tx);
    return there.id;
  }
}

/** @throws DomainError Invalid (422) where the same thing is named as an outcome twice */
function refuseRepeated(outcomes: readonly MeantOutcome[]): void {
  const faults = new Faults();
  const named = outcomes.map(({ kind, id }) => (id === null ? null : `${kind} ${id}`));
  named.forEach((name, index) => {
    if (name !== null && named.indexOf(name) < index) faults.add(`/outcomes/${index}/id`, 'Is named twice');
  });
  faults.refuse();
}
