import { erasePerson } from '@fiksu/contracts';
import { Caller, Database, Nats, Task, ask, record, sql, type Runs } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { againAfterMs, answerWithinMs, answered, type Erasure } from './erasure.ts';
import { ErasureRepository, askService, erasePersonTask, type AskedService } from './erasure.repository.ts';

/** Has one service erase the person, and asks again for as long as it does not confirm. The last one to confirm ends the erasure. */
@Injectable()
export class AskServiceToErase extends Task {
  readonly name = erasePersonTask;

  constructor(
    private readonly db: Database,
    private readonly nats: Nats,
    private readonly erasures: ErasureRepository,
  ) {
    super();
  }

  override async run(payload: unknown): Promise<void> {
    const asked = payload as AskedService;
    const { service, attempt } = asked;
    const erasure = await this.erasures.now(asked.erasure);
    const person = erasure && this.erasures.personOf(erasure);
    if (!person || !erasure.services.some((part) => part.service === service && part.status === 'pending')) return;
    // Why it does not answer is not told on: an error may repeat what was asked.
    const answer = await ask(this.nats, erasePerson(service), { ...person, erasure: erasure.id, dryRun: false }, answerWithinMs(attempt)).catch(() => null);
    if (answer) await this.db.transaction((tx) => this.note(erasure.id, service, answer.refused, tx));
    else await this.db.run(askService({ ...asked, attempt: attempt + 1 }, new Date(Date.now() + againAfterMs(attempt)).toISOString()));
  }

  private async note(id: string, service: string, refused: Parameters<typeof answered>[2], tx: Runs): Promise<void> {
    const before = (await this.erasures.store.findForUpdate([id], tx)).get(id);
    if (before?.status !== 'running') return;
    const by = Caller.nobody(new Date().toISOString());
    const next = answered(before, service, refused, by.at);
    if (next.status === 'running') await tx.run(sql`update erasure set services = ${JSON.stringify(next.services)}::jsonb where id = ${id}`);
    else if (next.status === 'completed') await this.erasures.saveBeside(before, next, by, { action: 'erase' }, tx);
    else await this.refuse(before, next, by, tx);
  }

  /** Nothing is told of it: nobody was erased. */
  private async refuse(before: Erasure, next: Erasure, by: Caller, tx: Runs): Promise<void> {
    const refused = { ...next, version: before.version + 1, updatedAt: by.at };
    await record({ collection: this.erasures.collection, store: this.erasures.store, before, next: refused, action: 'refuse', by, event: null }, tx);
  }
}
