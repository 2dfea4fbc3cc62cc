import { LocalisedText, Slug } from '@fiksu/contracts';
import { Controller, Injectable } from '@nestjs/common';
import { z } from 'zod';
import {
  Database,
  ImportTarget,
  Imports,
  NotThatFile,
  batchController,
  importsController,
  invalid,
  newId,
  sql,
  type Caller,
  type Decided,
  type ImportSource,
  type KnownRows,
  type RecordRead,
  type Runs,
} from '../src/index.ts';
import { ndjsonRecords } from '../src/imports/read-ndjson-records.ts';
import { NoteRepository, type Note } from './notes.ts';

const NoteRecord = z.object({
  code: z.string(),
  title: LocalisedText,
  body: LocalisedText.nullable().default(null),
  district: Slug,
  priority: z.int().default(0),
});
type NoteRecord = z.infer<typeof NoteRecord>;

async function* notesOf(bytes: AsyncIterable<Uint8Array>, parameters: Record<string, string>): AsyncGenerator<RecordRead<NoteRecord>> {
  for await (const record of ndjsonRecords(bytes)) {
    if ('value' in record && record.value === 'THE END') throw new NotThatFile('Ends before its end');
    const read = 'value' in record ? NoteRecord.safeParse({ ...parameters, ...(record.value as object) }) : null;
    if (read === null) yield record as RecordRead<NoteRecord>;
    else if (read.success) yield { value: read.data };
    else yield { errors: read.error.issues.map((issue) => ({ pointer: `/${issue.path.join('/')}`, detail: issue.message })) };
  }
}

/** A file with a note a line. */
const lines: ImportSource<NoteRecord> = {
  name: 'lines',
  mediaTypes: ['application/x-ndjson'],
  recognises: (beginning) => beginning.startsWith('{') || beginning.startsWith('\uFEFF{'),
  records: notesOf,
};

/** A file of an outside system in another wrapping: to tell one from the other. */
const bracketed: ImportSource<NoteRecord> = {
  name: 'bracketed',
  mediaTypes: ['application/x-ndjson', 'text/plain'],
  recognises: (beginning) => beginning.startsWith('[notes]'),
  records: (bytes, parameters) => notesOf(bytes, parameters),
};
const sources = [lines, bracketed];

/** A note is known again by the label `code`; in the district `nowhere` there is none, and `crash` nobody foresaw. */
@Injectable()
export class NotesImport extends ImportTarget<NoteRecord, Note> {
  readonly sources = sources;

  constructor(notes: NoteRepository) {
    super(notes);
  }

  override keysOf({ labels: { code } }: Note): string[] {
    return code === undefined ? [] : [code];
  }

  override wanted({ code }: NoteRecord): string[] {
    return [code];
  }

  override find(keys: readonly string[], on: Runs): Promise<Note[]> {
    return on.run<Note>(sql`select ${this.repository.store.columns} from note where labels ->> 'code' = any(${keys})`);
  }

  override decide({ code, ...said }: NoteRecord, known: KnownRows<Note>, by: Caller): Decided<Note> {
    if (said.district === 'nowhere') throw invalid([{ pointer: '/district', detail: 'Nobody is there' }]);
    if (said.district === 'crash') throw new TypeError('password 12345');
    const before = known.one(code) ?? null;
    if (before) return { before, next: { ...before, ...said } };
    const blank = { attachments: [], topics: [], links: [], window: null, place: null, internal: null, likes: 0, retiredBecause: null };
    const next: Note = { ...blank, ...said, id: newId(), version: 1, status: 'draft', labels: { code }, createdAt: by.at, updatedAt: by.at };
    return { before: null, next };
  }
}

@Controller('notes/imports')
export class NotesImportsController extends importsController({
  many: 'Notes',
  collection: 'notes',
  may: ['admin', 'coordinator'],
  sources,
  parameters: { district: Slug },
}) {
  constructor(imports: Imports) {
    super(imports);
  }
}

@Controller('notes/batch')
export class NotesBatchController extends batchController('Notes') {}

/** The rows that an import has made, by their codes. */
export const notesByCode = async (db: Database, codes: readonly string[]): Promise<Map<string, { id: string; version: number; priority: number }>> => {
  const rows = await db.run<{ code: string; id: string; version: number; priority: number }>(
    sql`select labels ->> 'code' as code, id, version, priority from note where labels ->> 'code' = any(${codes})`,
  );
  return new Map(rows.map((row) => [row.code, row]));
};
