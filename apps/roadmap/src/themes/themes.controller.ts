import { Slug } from '@fiksu/contracts';
import { By, Creates, Deletes, May, Patches, collectionController, defineListing, equals, raw, sql, type Caller } from '@fiksu/service';
import { Body, Controller, Delete, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ThemeRepository } from './theme.repository.ts';
import { ThemeBody, ThemePatch, ThemeView } from './themes.schema.ts';
import { WriteTheme } from './write-theme.ts';

const listing = defineListing({
  filters: {
    broader: equals(Slug, raw('broader')),
    related: { value: Slug, where: (values) => sql`related && ${values}::text[]`, countBy: raw('unnest(related)') },
    scheme: equals(Slug, raw('scheme')),
  },
  search: (words) =>
    sql`lower(concat_ws(' ', id, label ->> 'fi', label ->> 'sv', label ->> 'en')) like '%' || lower(${words.replace(/[%_\\]/g, '\\$&')}) || '%'`,
});

@ApiTags('themes')
@Controller('themes')
export class ThemesController extends collectionController(listing, ThemeView, { one: 'Theme', many: 'Themes', may: ['anyone'], sees: { everybody: 'all' } }) {
  constructor(
    themes: ThemeRepository,
    private readonly writeTheme: WriteTheme,
  ) {
    super(themes);
  }

  @Post()
  @May('admin')
  @Creates(ThemeView, { id: 'createTheme', summary: 'Add a theme', location: '/themes/{id}' })
  create(@Body({ schema: ThemeBody }) body: ThemeBody, @By() by: Caller) {
    return this.writeTheme.create(body, by);
  }

  @Patch(':id')
  @May('admin')
  @Patches(ThemeView, { id: 'changeTheme', summary: 'Change a theme' })
  change(@Param('id') id: string, @Body({ schema: ThemePatch }) patch: Record<string, unknown>, @By() by: Caller) {
    return this.writeTheme.change(id, patch, by);
  }

  @Delete(':id')
  @May('admin')
  @Deletes({ id: 'deleteTheme', summary: 'Remove a theme that nothing names' })
  remove(@Param('id') id: string, @By() by: Caller) {
    return this.writeTheme.remove(id, by);
  }
}
