import { Database, newId, patched, type Caller } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { MethodRepository } from './method.repository.ts';
import { checkCard, publish, rewrite, workingCard } from './method.ts';
import { MethodBody, methodDerived, type MethodView } from './methods.schema.ts';

/** Writes the cards of methods, and makes editions of them. */
@Injectable()
export class WriteMethod {
  constructor(
    private readonly methods: MethodRepository,
    private readonly db: Database,
  ) {}

  async create(body: MethodBody, by: Caller): Promise<MethodView> {
    checkCard(body);
    const method = { ...body, id: newId(), version: 1, status: 'draft' as const, edition: 0, publishedAt: null, draft: null };
    return this.methods.create({ ...method, createdAt: by.at, updatedAt: by.at }, by);
  }

  change(id: string, patch: Record<string, unknown>, by: Caller): Promise<MethodView> {
    return this.methods.change(id, by, {
      action: 'change',
      decide: (method) => {
        const body = patched<MethodBody>(workingCard(method), patch, MethodBody, methodDerived);
        checkCard(body);
        return rewrite(method, body);
      },
    });
  }

  /** The method and its edition are kept together, or neither is. */
  async publish(id: string, by: Caller): Promise<MethodView> {
    const before = await this.methods.toChange(id, by);
    const next = publish(before, by.at);
    return this.db.transaction(async (tx) => {
      const answer = await this.methods.save(before, next, by, { action: 'publish' }, tx);
      await this.methods.keepEdition(next, by.at, tx);
      return answer;
    });
  }

  remove(id: string, by: Caller): Promise<void> {
    return this.methods.remove(id, by, (method) => this.methods.refuseInUse(method.id));
  }
}
