import { createHash } from 'node:crypto';
import { Id, LANGUAGES, Slug, type Language } from '@fiksu/contracts';
import { Asked, Asks, Database, KitConfig, May, Shows, all, extendRouteConfig, sql } from '@fiksu/service';
import { Controller, Get, Headers, HttpCode, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { drawCalendar } from './draw-calendar.ts';
import { GatheringRepository } from './gathering.repository.ts';
import { GATHERING_KINDS, type Gathering } from './gathering.ts';

const mediaType = 'text/calendar; charset=utf-8; method=PUBLISH';
/** The latest ones: what a calendar program still reads in one go, and many years of a city. */
const gatheringsMax = 2_000;

const parameters = {
  community: { value: Id, description: 'Only those of one of these communities' },
  district: { value: Slug, description: 'Only those of one of these districts' },
  theme: { value: Slug, description: 'Only those that are about one of these' },
  kind: { value: z.enum(GATHERING_KINDS), description: 'Only those of one of these kinds' },
  language: { value: z.enum(LANGUAGES), description: 'In which language titles and places are read; `fi` without', single: true },
};
type Parameters = Record<keyof typeof parameters, string[]>;

/** All gatherings as a calendar to subscribe to (API contract, P7). */
@ApiTags('gatherings')
@Controller('gatherings.ics')
export class GatheringsCalendarController {
  constructor(
    private readonly gatherings: GatheringRepository,
    private readonly config: KitConfig,
    private readonly db: Database,
  ) {}

  @Get()
  @May('anyone')
  @Asks(parameters)
  @Shows({ everybody: 'all, also those that were cancelled' })
  @HttpCode(200)
  @extendRouteConfig({ alsoAnswers: '*' })
  @ApiOperation({ operationId: 'subscribeToGatherings', summary: 'A calendar (RFC 5545) to subscribe to: what moves, moves in it' })
  @ApiHeader({ name: 'If-None-Match', required: false, description: 'An ETag: 304 while nothing has changed', schema: { type: 'string' } })
  @ApiResponse({ status: 200, description: 'The calendar', content: { 'text/calendar': { schema: { type: 'string' } } } })
  @ApiResponse({ status: 304, description: 'Not changed' })
  async read(
    @Asked(parameters) asked: Parameters,
    @Headers('if-none-match') known: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const host = new URL(this.config.PUBLIC_URL).hostname;
    const calendar = drawCalendar(await this.gatheringsOf(asked), { host, language: (asked.language[0] as Language | undefined) ?? 'fi' });
    const tag = `"${createHash('sha256').update(calendar).digest('base64url')}"`;
    void reply.header('ETag', tag).header('Cache-Control', 'public, no-cache');
    if (known?.split(',').some((sent) => sent.trim().replace(/^W\//, '') === tag)) {
      void reply.status(304);
      return undefined;
    }
    void reply.header('Content-Type', mediaType).header('Content-Disposition', 'inline; filename="gatherings.ics"');
    return calendar;
  }

  private gatheringsOf({ community, district, theme, kind }: Parameters): Promise<Gathering[]> {
    const { columns, table } = this.gatherings.store;
    const conditions = [
      ...(community.length === 0 ? [] : [sql`community = any(${community}::uuid[])`]),
      ...(district.length === 0 ? [] : [sql`districts && ${district}::text[]`]),
      ...(theme.length === 0 ? [] : [sql`themes && ${theme}::text[]`]),
      ...(kind.length === 0 ? [] : [sql`kind = any(${kind}::text[])`]),
    ];
    const latest = sql`select id from ${table} where ${all(conditions)} order by starts_at desc, id desc limit ${gatheringsMax}`;
    return this.db.run<Gathering>(sql`select ${columns} from ${table} where id in (${latest}) order by starts_at, id`);
  }
}
