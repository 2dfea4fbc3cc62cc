import type { Caller } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { NeedRepository } from './need.repository.ts';
import { hide, restore } from './need.ts';
import type { ReasonBody } from './needs.schema.ts';

/** Takes a need out of the public's sight, and back; its state stays what it is. */
@Injectable()
export class HideNeed {
  constructor(private readonly needs: NeedRepository) {}

  hide(id: string, { reason }: ReasonBody, by: Caller) {
    return this.needs.change(id, by, { action: 'hide', reason, decide: hide });
  }

  restore(id: string, by: Caller) {
    return this.needs.change(id, by, { action: 'restore', decide: restore });
  }
}
