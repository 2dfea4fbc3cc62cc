import type { Caller } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { NeedRepository } from './need.repository.ts';
import { accept } from './need.ts';
import type { AcceptBody } from './needs.schema.ts';

@Injectable()
export class AcceptNeed {
  constructor(private readonly needs: NeedRepository) {}

  execute(id: string, { note }: AcceptBody, by: Caller) {
    return this.needs.change(id, by, { action: 'accept', decide: (need) => accept(need, note) });
  }
}
