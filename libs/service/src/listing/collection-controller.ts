import { Get, Param, StreamableFile } from '@nestjs/common';
import type { z } from 'zod';
import { By, type Caller, type Role } from '../access/caller.ts';
import { May, MayRead } from '../access/may.ts';
import { Shows, type Sees } from '../access/shows.ts';
import { NotedInAudit } from '../audit/note-acts.ts';
import { Answers, AnswersOne } from '../answers/answers.ts';
import { EXPORT_FORMATS, exportWriters, type ExportWriter } from '../exporting/export-formats.ts';
import { exportRows } from '../exporting/export-rows.ts';
import { Exported, ExportsThem, type ExportQuery } from '../exporting/exports.ts';
import { History } from '../recording/history.ts';
import type { Repository } from '../recording/repository.ts';
import type { Stored } from '@fiksu/database';
import type { Listing, ListQuery } from './listing.ts';
import { Counted, CountsThem, Listed, Lists } from './lists.ts';

interface Words {
  /** As in operation ids: `Need`, `Needs`. */
  one: string;
  many: string;
  /** Who may ask at all. */
  may: ['anyone'] | ['signed-in'] | [Role, ...Role[]];
  /** What each then sees, in words; the condition is the repository's `visibleTo`. */
  sees?: Sees;
  /** The member that is a GeoJSON geometry, by which the collection can be exported as a map. */
  geometry?: string;
  /** A scope that a token needs for the export, whatever the role: of personal data. */
  exportScope?: string;
  /** Whether each read is noted in the audit log: of personal data. */
  audited?: boolean;
}

/** What a controller reads from: a repository, or what stands before one. */
export type ReadCollection = Pick<Repository<Stored, object>, 'list' | 'counts' | 'read' | 'history'>;

/** The parameters of an address, by their names. */
export type Path = Readonly<Record<string, string>>;

const unnoted: MethodDecorator = () => undefined;

/**
 * The reads that every collection has: the list, its counts, one resource and its history. A
 * controller extends it and adds what is its own, so that the next manner of all collections
 * (an export, say) is written once.
 */
export function collectionController(listing: Listing, view: z.ZodType, { one, many, may, sees = {}, geometry, exportScope, audited = false }: Words) {
  const words = (text: string) => text.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();

  const writers = exportWriters(view, geometry ?? null);
  const formats = EXPORT_FORMATS.filter((format) => writers[format]);

  const noted = (action: string) => (audited ? NotedInAudit(action) : unnoted);

  abstract class CollectionController {
    constructor(private readonly collection: ReadCollection | ((path: Path, by: Caller) => Promise<ReadCollection>)) {}

    /** The collection at this address: one that hangs on a thing of another collection is found by the path. */
    private async at(path: Path, by: Caller): Promise<ReadCollection> {
      return typeof this.collection === 'function' ? this.collection(path, by) : this.collection;
    }

    @Get()
    @May(...may)
    @Shows(sees)
    @noted('list')
    @Lists(listing, view, { id: `list${many}`, summary: `List ${words(many)}` })
    async list(@Listed(listing) query: ListQuery, @By() by: Caller, @Param() path: Path) {
      return (await this.at(path, by)).list(listing, query, by);
    }

    @Get('counts')
    @May(...may)
    @Shows(sees)
    @CountsThem(listing, { id: `count${many}`, summary: `Count ${words(many)} by one of their fields` })
    async counts(@Counted(listing) query: ListQuery, @By() by: Caller, @Param() path: Path) {
      return (await this.at(path, by)).counts(listing, query, by);
    }

    @Get('export')
    @May(...may)
    @Shows(sees)
    @noted('export')
    @ExportsThem(listing, view, formats, exportScope, {
      id: `export${many}`,
      summary: `Export ${words(many)}: all that the list would show with these filters`,
    })
    async export(@Exported({ listing, formats }) { format, list, reply }: ExportQuery, @By() by: Caller, @Param() path: Path) {
      if (exportScope !== undefined) by.requireScope(exportScope);
      const writer = writers[format] as ExportWriter;
      const stream = await exportRows(await this.at(path, by), listing, list, by, writer);
      void reply.header('Content-Disposition', `attachment; filename="${many.toLowerCase()}.${format}"`);
      return new StreamableFile(stream, { type: writer.type });
    }

    @Get(':id')
    @MayRead(...may)
    @Shows(sees)
    @noted('read')
    @AnswersOne(view, { id: `read${one}`, summary: `Read one ${words(one)}` })
    async read(@Param('id') id: string, @By() by: Caller, @Param() path: Path) {
      return (await this.at(path, by)).read(id, by);
    }

    @Get(':id/history')
    @MayRead(...may)
    @Shows(sees)
    @Answers(History, { id: `read${one}History`, summary: `Who did what to the ${words(one)}, when and why` })
    async history(@Param('id') id: string, @By() by: Caller, @Param() path: Path) {
      return (await this.at(path, by)).history(id, by);
    }
  }
  return CollectionController;
}
