import { setTimeout as delay } from 'node:timers/promises';
import type { PersonKnown } from '@fiksu/contracts';
import { Database, type Caller } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { AskServices } from './ask-services.ts';
import { refusalsOf, type Erasure } from './erasure.ts';
import { ErasureRepository } from './erasure.repository.ts';
import { failed, forbidden, goesOn, notAnswered, type Told } from './told.ts';
import { WriteOutPerson } from './write-out-person.ts';

/** "Within 8 s" (API contract, P10), less what an answer needs on its way. */
const answerWithinMs = 7500;
const lookEveryMs = 40;
/** Who does not say soon what it holds is taken to hold something. */
const lookWithinMs = 2000;

/**
 * Erases a person in every service, and answers when all have confirmed, or when it takes too long: then it goes on by itself.
 * What runs already is waited for and not begun a second time; where nothing is held any more there is nothing to begin.
 */
@Injectable()
export class ErasePerson {
  constructor(
    private readonly db: Database,
    private readonly erasures: ErasureRepository,
    private readonly services: AskServices,
    private readonly writeOut: WriteOutPerson,
  ) {}

  async execute(person: PersonKnown, dryRun: boolean, by: Caller): Promise<Told> {
    if (dryRun) return this.tryOut(person);
    const giveUpAt = performance.now() + answerWithinMs;
    for (;;) {
      const last = await this.erasures.lastOf(person);
      if (last?.status === 'running') {
        await this.erasures.askAll(last, this.db);
        const outcome = await this.outcomeOf(last.id, giveUpAt);
        // Somebody may have written of the person anew, in a service that had confirmed before this was asked.
        if (outcome.status !== 204 || performance.now() + lookWithinMs > giveUpAt) return outcome;
        continue;
      }
      const nothingToDo = await this.withoutErasing(person, last);
      if (nothingToDo) return nothingToDo;
      const begun = await this.erasures.begin(await this.writeOut.execute(person), last, by);
      if (begun) return this.outcomeOf(begun.id, giveUpAt);
    }
  }

  /** What is answered where nothing is held, or something has to be kept; null where there is something to erase. */
  private async withoutErasing(person: PersonKnown, last: Erasure | null): Promise<Told | null> {
    const [held, { answers }] = await Promise.all([this.services.gather(person, lookWithinMs), this.services.refusals(person)]);
    const refused = answers.flat();
    if (refused.length > 0) return forbidden(refused);
    // Who does not answer may hold something: only what all have said is known.
    if (held.silent.length > 0 || held.answers.flat().length > 0) return null;
    return { status: 204, ...(last?.status === 'completed' ? { erasure: last.id } : {}) };
  }

  /** Whether all of it could be erased: changes nothing. */
  private async tryOut(person: PersonKnown): Promise<Told> {
    const { answers, silent } = await this.services.refusals(person);
    const refused = answers.flat();
    if (refused.length > 0) return forbidden(refused);
    return silent.length > 0 ? failed(notAnswered) : { status: 204 };
  }

  private async outcomeOf(id: string, giveUpAt: number): Promise<Told> {
    for (;;) {
      const now = (await this.erasures.now(id)) as Erasure;
      if (now.status === 'completed') return { status: 204, erasure: id };
      if (now.status === 'refused') return forbidden(refusalsOf(now), id);
      if (performance.now() > giveUpAt) return failed(goesOn, id);
      await delay(lookEveryMs);
    }
  }
}
