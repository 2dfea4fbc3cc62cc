import { Database, sql, type Caller } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { scoreLikeness, type Likeness } from './likely-duplicates.ts';
import { NeedRepository } from './need.repository.ts';
import type { Need } from './need.ts';
import type { LikelyDuplicate } from './needs.schema.ts';

const candidatesMax = 50;
const duplicatesMax = 5;

/** Finds needs that may say the same: candidates by the trigram index, scored by the rule. */
@Injectable()
export class FindLikelyDuplicates {
  constructor(
    private readonly db: Database,
    private readonly needs: NeedRepository,
  ) {}

  /** The likeliest first, and only what this caller may see (R4). */
  async of(need: Need, by: Caller): Promise<LikelyDuplicate[]> {
    const words = Object.values(need.title).join(' ').toLowerCase();
    const candidates = await this.db.run<Need>(sql`
      select ${this.needs.store.columns} from need
      where words % ${words} and id <> ${need.id} and status not in ('declined', 'merged') and (${this.needs.wordsVisibleTo(by)})
      order by similarity(words, ${words}) desc, id limit ${candidatesMax}`);
    return candidates
      .map((candidate): [Need, Likeness | null] => [candidate, scoreLikeness(need, candidate)])
      .flatMap(([{ id, title }, likeness]) => (likeness ? [{ id, title, ...likeness }] : []))
      .sort((a, b) => b.score - a.score)
      .slice(0, duplicatesMax);
  }
}
