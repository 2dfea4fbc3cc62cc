import type { Caller } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { NeedRepository } from './need.repository.ts';
import { decline } from './need.ts';
import type { ReasonBody } from './needs.schema.ts';

@Injectable()
export class DeclineNeed {
  constructor(private readonly needs: NeedRepository) {}

  execute(id: string, { reason }: ReasonBody, by: Caller) {
    return this.needs.change(id, by, { action: 'decline', reason, decide: (need) => decline(need, reason) });
  }
}
