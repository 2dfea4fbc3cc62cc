import type { Caller } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { CheckReferences } from '../references/check-references.ts';
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

  execute(id: string, body: TriageBody, by: Caller) {
    let likelyDuplicates: LikelyDuplicate[] = [];
    return this.needs.change(id, by, {
      action: 'triage',
      decide: async (need) => {
        const triaged = triage(need, body);
        await this.references.check([['/districts', body.districts ?? []]], [['/themes', body.themes ?? []]]);
        likelyDuplicates = await this.duplicates.of(triaged, by);
        return triaged;
      },
      beside: () => ({ likelyDuplicates }),
    });
  }
}
