import { DomainError, Faults, patched, type Caller } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { ThemeRepository } from './theme.repository.ts';
import { refuseCycle, type Theme } from './theme.ts';
import { ThemeBody, themeDerived, type ThemeView } from './themes.schema.ts';

@Injectable()
export class WriteTheme {
  constructor(private readonly themes: ThemeRepository) {}

  async create(body: ThemeBody, by: Caller): Promise<ThemeView> {
    await this.checkReferences(body);
    return this.themes.create({ ...body, version: 1, createdAt: by.at, updatedAt: by.at }, by);
  }

  change(id: string, patch: Record<string, unknown>, by: Caller): Promise<ThemeView> {
    return this.themes.change(id, by, {
      action: 'change',
      decide: async (theme) => {
        const { broader, label, related, scheme } = theme;
        const next = patched<ThemeBody>({ id, broader, label, related, scheme }, patch, ThemeBody, themeDerived);
        await this.checkReferences(next);
        return { ...theme, ...next };
      },
    });
  }

  remove(id: string, by: Caller): Promise<void> {
    return this.themes.remove(id, by, async (theme: Theme) => {
      const usedBy = await this.themes.usersOf(theme.id);
      if (usedBy.length > 0) throw new DomainError('Conflict', 'in-use', `Named by ${usedBy.join(', ')}`, { usedBy });
    });
  }

  private async checkReferences(theme: Pick<Theme, 'id' | 'broader' | 'related'>): Promise<void> {
    const broaderOf = await this.themes.broaderOf();
    const faults = new Faults();
    // Naming itself is a cycle, and said as one.
    if (theme.broader !== null && theme.broader !== theme.id && !broaderOf.has(theme.broader)) faults.add('/broader', 'There is no such theme');
    theme.related.forEach((id, index) => broaderOf.has(id) || faults.add(`/related/${index}`, 'There is no such theme'));
    faults.refuse();
    refuseCycle(theme, broaderOf);
  }
}
