import { inUse, Database, Faults, patched, sql, type Caller, type Runs } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { eachOnce } from '../references/each-once.ts';
import { ThemeRepository } from './theme.repository.ts';
import { refuseCycle, type Theme } from './theme.ts';
import { ThemeBody, themeDerived, type ThemeView } from './themes.schema.ts';

/** Any number that is the same in all replicas, of which one changes the scheme at a time. */
const schemeLock = 815_645;

@Injectable()
export class WriteTheme {
  constructor(
    private readonly themes: ThemeRepository,
    private readonly db: Database,
  ) {}

  async create(body: ThemeBody, by: Caller): Promise<ThemeView> {
    const theme = { ...body, related: eachOnce(body.related), version: 1, createdAt: by.at, updatedAt: by.at };
    await this.themes.toCreate(theme, by);
    await this.checkReferences(theme, this.db);
    return this.themes.create(theme, by).catch(checkedAgain(() => this.checkReferences(theme, this.db)));
  }

  /** One change at a time: of two at once, each would see a tree in which the circle that they make is not closed yet. */
  async change(id: string, patch: Record<string, unknown>, by: Caller): Promise<ThemeView> {
    const before = await this.themes.toChange(id, by);
    const { broader, label, related, scheme } = before;
    const body = patched<ThemeBody>({ id, broader, label, related, scheme }, patch, ThemeBody, themeDerived);
    const next = { ...before, ...body, related: eachOnce(body.related) };
    const work = this.db.transaction(async (tx) => {
      await tx.run(sql`select pg_advisory_xact_lock(${schemeLock})`);
      await this.checkReferences(next, tx);
      if (!this.themes.store.differs(before, next)) return this.themes.view(before, by);
      return this.themes.save(before, next, by, { action: 'change' }, tx);
    });
    return work.catch(checkedAgain(() => this.checkReferences(next, this.db)));
  }

  remove(id: string, by: Caller): Promise<void> {
    return this.themes.remove(id, by, () => this.refuseInUse(id)).catch(checkedAgain(() => this.refuseInUse(id)));
  }

  private async refuseInUse(id: string): Promise<void> {
    const usedBy = await this.themes.usersOf(id);
    if (usedBy.length > 0) throw inUse(usedBy);
  }

  private async checkReferences(theme: Pick<Theme, 'id' | 'broader' | 'related'>, on: Runs): Promise<void> {
    const broaderOf = await this.themes.broaderOf(on);
    const faults = new Faults();
    // Naming itself is a cycle, and said as one.
    if (theme.broader !== null && theme.broader !== theme.id && !broaderOf.has(theme.broader)) faults.add('/broader', 'There is no such theme');
    theme.related.forEach((id, index) => broaderOf.has(id) || faults.add(`/related/${index}`, 'There is no such theme'));
    faults.refuse();
    refuseCycle(theme, broaderOf);
  }
}

const foreignKeyViolation = '23503';

/** Where somebody was quicker, and what was checked a moment ago is so no more: checked again, it is refused for its reason. */
const checkedAgain =
  (check: () => Promise<void>) =>
  async (error: { code?: string }): Promise<never> => {
    if (error.code === foreignKeyViolation) await check();
    throw error;
  };
