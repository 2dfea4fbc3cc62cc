import { isSlug, themeEvents } from '@fiksu/contracts';
import { Database, Repository, everything, sql, type Caller, type Runs } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { ThemeEntity } from './theme.entity.ts';
import type { Theme } from './theme.ts';
import type { ThemeView } from './themes.schema.ts';

@Injectable()
export class ThemeRepository extends Repository<Theme, ThemeView> {
  constructor(db: Database) {
    super(db, ThemeEntity, 'themes', themeEvents);
  }

  protected override isId(id: string): boolean {
    return isSlug(id);
  }

  override visibleTo() {
    return everything;
  }

  override async view(theme: Theme, by: Caller): Promise<ThemeView> {
    const [view] = await this.views([theme], by);
    return view as ThemeView;
  }

  override async views(themes: Theme[], _by: Caller): Promise<ThemeView[]> {
    const ids = themes.map((theme) => theme.id);
    const narrower = await this.db.run<{ id: string; broader: string }>(sql`select id, broader from theme where broader = any(${ids}) order by id`);
    return themes.map((theme) => ({ ...theme, narrower: narrower.filter(({ broader }) => broader === theme.id).map(({ id }) => id) }));
  }

  /** The broader theme of every theme. */
  async broaderOf(on: Runs): Promise<Map<string, string | null>> {
    const rows = await on.run<{ id: string; broader: string | null }>(sql`select id, broader from theme`);
    return new Map(rows.map(({ id, broader }) => [id, broader]));
  }

  /** What names this theme: themes, programmes, items, sessions and needs. */
  async usersOf(id: string): Promise<string[]> {
    const rows = await this.db.run<{ user: string }>(sql`
      select 'themes/' || id as user from theme where broader = ${id} or ${id} = any(related)
      union all select 'programmes/' || id from programme where ${id} = any(themes) or sub_projects @> ${JSON.stringify([{ themes: [id] }])}::jsonb
      union all select 'items/' || id from item where themes @> array[${id}]
      union all select 'sessions/' || id from session where themes @> array[${id}]
      union all select 'needs/' || id from need where ${id} = any(themes) limit 20`);
    return rows.map(({ user }) => user);
  }
}
