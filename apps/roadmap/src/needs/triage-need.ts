import type { Caller } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { CheckReferences } from '../references/check-references.ts';
import { eachOnce } from '../references/each-once.ts';
import { FindLikelyDuplicates } from './find-likely-duplicates.ts';
import { NeedRepository } from './need.repository.ts';
import { triage } from './need.ts';
import type { LikelyDuplicate, TriageBody } from './needs.schema.ts';

@Injectable()
export class TriageNeed {
  constructor(
    private readonly needs: NeedRepository,
    private readonly references: CheckReferences,
    private readonly duplicates: FindLikelyDuplicates,
  ) {}

  execute(id: string, { themes, districts, note }: TriageBody, by: Caller) {
    let likelyDuplicates: LikelyDuplicate[] = [];
    return this.needs.change(id, by, {
      action: 'triage',
      decide: async (need) => {
        if (districts) this.needs.mayChange({ districts }, by);
        const triaged = triage(need, { themes: themes && eachOnce(themes), districts: districts && eachOnce(districts), note });
        await this.references.check([['/districts', districts ?? []]], [['/themes', themes ?? []]]);
        likelyDuplicates = await this.duplicates.of(triaged, by);
        return triaged;
      },
      beside: () => ({ likelyDuplicates }),
    });
  }
}
