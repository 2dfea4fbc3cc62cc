import { Day, Id, Instant, LocalisedText, Slug } from '@fiksu/contracts';
import { Body, Controller, Delete, Injectable, Param, Patch, Post } from '@nestjs/common';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { z } from 'zod';
import {
  Acts,
  Adds,
  Attachables,
  AttachmentIds,
  Attachments,
  By,
  Caller,
  Creates,
  Database,
  Deletes,
  Faults,
  May,
  Patches,
  Repository,
  StoredEntity,
  collectionController,
  defineListing,
  equals,
  forbidden,
  illegalTransition,
  includes,
  invalid,
  newId,
  oneOf,
  patchOf,
  patched,
  raw,
  sql,
  type Sees,
  type Sql,
  type Stored,
} from '../src/index.ts';
import { noteEvents } from './note-events.ts';

export const NOTE_STATUSES = ['draft', 'published', 'retired'] as const;
type NoteStatus = (typeof NOTE_STATUSES)[number];

const Link = z.strictObject({ url: z.url(), words: LocalisedText.optional() }).meta({ id: 'Link' });
const Window = z.strictObject({ from: Day, to: Day.optional() }).meta({ id: 'Window' });
const Place = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('street'), street: z.string(), note: z.strictObject({ text: z.string() }).optional() }),
    z.strictObject({ kind: z.literal('point'), position: z.tuple([z.number(), z.number()]) }),
  ])
  .meta({ id: 'Place' });

const NoteBody = z
  .strictObject({
    title: LocalisedText,
    body: LocalisedText.nullable().default(null),
    district: Slug,
    topics: z.array(Slug).max(20).default([]),
    priority: z.int().min(0).max(1000).default(0),
    labels: z.record(z.string().min(1).max(40), z.string().max(100)).default({}),
    links: z.array(Link).max(20).default([]),
    window: Window.nullable().default(null),
    place: Place.nullable().default(null),
    internal: z.string().max(200).nullable().default(null),
    attachments: AttachmentIds,
  })
  .meta({ id: 'NoteBody' });
type NoteBody = z.infer<typeof NoteBody>;

const derived = ['likes', 'retiredBecause'];
const NotePatch = patchOf(NoteBody, 'NotePatch', derived);
const EmptyBody = z.strictObject({}).meta({ id: 'EmptyBody' });
const ReasonBody = z.strictObject({ reason: LocalisedText }).meta({ id: 'ReasonBody' });
type ReasonBody = z.infer<typeof ReasonBody>;

const NoteView = z
  .object({
    id: Id,
    version: z.int(),
    status: z.enum(NOTE_STATUSES),
    actions: z.array(z.string()),
    title: LocalisedText,
    body: LocalisedText.nullable(),
    district: Slug,
    topics: z.array(Slug),
    priority: z.int(),
    labels: z.record(z.string(), z.string()),
    links: z.array(z.object({ url: z.string(), words: LocalisedText.optional() })),
    window: z.object({ from: Day, to: Day.optional() }).nullable(),
    place: Place.nullable(),
    likes: z.int(),
    retiredBecause: LocalisedText.nullable(),
    internal: z.string().nullable().optional(),
    attachments: z.array(Id),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Note' });
type NoteView = z.infer<typeof NoteView>;
const NoteCreated = NoteView.extend({ receipt: z.string().optional() }).meta({ id: 'NoteCreated' });

export interface Note extends Stored, NoteBody {
  status: NoteStatus;
  likes: number;
  retiredBecause: LocalisedText | null;
}

@Entity('note')
export class NoteEntity extends StoredEntity implements Note {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') status!: NoteStatus;
  @Column('jsonb') title!: LocalisedText;
  @Column('jsonb', { nullable: true }) body!: LocalisedText | null;
  @Column('text') district!: string;
  @Column('text', { array: true }) topics!: string[];
  @Column('integer') priority!: number;
  @Column('jsonb') labels!: Record<string, string>;
  @Column('jsonb') links!: Note['links'];
  @Column('jsonb', { nullable: true }) window!: Note['window'];
  @Column('jsonb', { nullable: true }) place!: Note['place'];
  @Column('text', { nullable: true }) internal!: string | null;
  @Column('uuid', { array: true }) attachments!: string[];
  @Column('integer') likes!: number;
  @Column('jsonb', { name: 'retired_because', nullable: true }) retiredBecause!: LocalisedText | null;
}

export const noteTable = `
  create table note (
    id uuid primary key, version integer not null, status text not null, title jsonb not null, body jsonb, district text not null, topics text[] not null,
    priority integer not null, labels jsonb not null, links jsonb not null, "window" jsonb, place jsonb, internal text, attachments uuid[] not null default '{}', likes integer not null, retired_because jsonb,
    created_at timestamptz not null, updated_at timestamptz not null,
    search tsvector not null generated always as (to_tsvector('simple', title::text || coalesce(body::text, ''))) stored
  )`;

const allowedIn: Record<NoteStatus, string[]> = { draft: ['publish'], published: ['retire'], retired: [] };

/** Drafts are for coordinators, each of its districts; everybody reads the rest. */
@Injectable()
export class NoteRepository extends Repository<Note, NoteView> {
  constructor(db: Database, attachables: Attachables) {
    super(db, NoteEntity, 'notes', noteEvents);
    attachables.add({ table: raw('note'), visibleTo: (by) => this.visibleTo(by) });
  }

  override visibilityOf(note: Note) {
    return note.status === 'draft' ? 'internal' : 'public';
  }

  override visibleTo(by: Caller): Sql {
    if (by.limits) return sql`status <> 'draft' or district = any(${by.limits})`;
    return by.is('admin', 'coordinator') ? raw('true') : sql`status <> 'draft'`;
  }

  /** The whole row goes out, internal things as well: what the schema does not name must not arrive. */
  override view(note: Note, by: Caller): NoteView {
    const coordinates = by.is('admin', 'coordinator');
    const actions = [...(coordinates ? allowedIn[note.status] : []), ...(by.claims && note.status === 'published' ? ['like'] : [])];
    const { internal, ...open } = note;
    return { ...open, actions, ...(coordinates ? { internal } : {}), secret: 'SECRET' } as NoteView;
  }

  override mayChange(note: Note, by: Caller): void {
    if (by.limits && !by.limits.includes(note.district)) throw forbidden('Your token is limited to other districts', 'outside-districts');
  }
}

@Injectable()
export class WriteNote {
  constructor(
    private readonly notes: NoteRepository,
    private readonly db: Database,
    private readonly attachments: Attachments,
  ) {}

  async create(body: NoteBody, by: Caller) {
    const note: Note = { ...body, id: newId(), version: 1, status: 'draft', likes: 0, retiredBecause: null, createdAt: by.at, updatedAt: by.at };
    await this.check(note);
    await this.attachments.hang(note.attachments, by);
    const created = await this.notes.create(note, by);
    return { ...created, receipt: `receipt of ${note.id}` };
  }

  change(id: string, patch: Record<string, unknown>, by: Caller) {
    return this.notes.change(id, by, {
      action: 'change',
      decide: async (note) => {
        const { title, body, district, topics, priority, labels, links, window, place, internal, attachments } = note;
        const next = {
          ...note,
          ...patched<NoteBody>({ title, body, district, topics, priority, labels, links, window, place, internal, attachments }, patch, NoteBody, derived),
        };
        await this.check(next);
        await this.attachments.hang(next.attachments, by, attachments);
        return next;
      },
    });
  }

  act(id: string, action: 'publish' | 'retire', by: Caller, reason: LocalisedText | null = null) {
    return this.notes.change(id, by, {
      action,
      reason,
      decide: (note) => {
        if (!allowedIn[note.status].includes(action)) throw illegalTransition(action, note.status, allowedIn[note.status]);
        if (action === 'publish' && note.body === null) throw invalid([{ pointer: '/body', detail: 'A published note has a body' }]);
        return action === 'publish' ? { ...note, status: 'published' } : { ...note, status: 'retired', retiredBecause: reason };
      },
    });
  }

  /** A derived field moves, and no version: a crowd must not spoil a coordinator's `If-Match`. */
  async like(id: string, by: Caller) {
    const note = await this.notes.get(id, by);
    await this.db.run(sql`update note set likes = likes + 1 where id = ${note.id}`);
    return this.notes.read(id, by);
  }

  private async check({ topics, window }: Note): Promise<void> {
    const faults = new Faults();
    const known = await this.db.run<{ id: string }>(sql`select id from topic where id = any(${topics})`);
    topics.forEach((topic, index) => known.some(({ id }) => id === topic) || faults.add(`/topics/${index}`, 'There is no such topic'));
    if (window?.to !== undefined && window.to < window.from) faults.add('/window/to', 'Before it begins');
    faults.refuse();
  }
}

const listing = defineListing({
  filters: {
    status: oneOf(z.enum(NOTE_STATUSES), raw('status')),
    district: equals(Slug, raw('district')),
    topic: includes(Slug, raw('topics')),
    label: { value: z.string().max(40), where: (values) => sql`labels ?| ${values}::text[]` },
  },
  sorts: { priority: { column: raw('priority'), type: 'integer' }, district: { column: raw('district'), type: 'text' } },
  search: (words) => sql`search @@ websearch_to_tsquery('simple', ${words})`,
});

const sees: Sees = {
  everybody: 'what is not a draft, without what is internal',
  admin: 'all, whole',
  coordinator: 'all, whole; limited to districts, drafts only of them',
};

@Controller('notes')
export class NotesController extends collectionController(listing, NoteView, { one: 'Note', many: 'Notes', may: ['anyone'], sees }) {
  constructor(
    private readonly notes: NoteRepository,
    private readonly write: WriteNote,
  ) {
    super(notes);
  }

  @Post()
  @May('anyone')
  @Creates(NoteCreated, { id: 'createNote', summary: 'Write a note', location: '/notes/{id}', once: ['receipt'] })
  create(@Body({ schema: NoteBody }) body: NoteBody, @By() by: Caller) {
    return this.write.create(body, by);
  }

  @Patch(':id')
  @May('admin', 'coordinator')
  @Patches(NoteView, { id: 'changeNote', summary: 'Change a note' })
  change(@Param('id') id: string, @Body({ schema: NotePatch }) patch: Record<string, unknown>, @By() by: Caller) {
    return this.write.change(id, patch, by);
  }

  @Delete(':id')
  @May('admin', 'coordinator')
  @Deletes({ id: 'deleteNote', summary: 'Remove a note' })
  async remove(@Param('id') id: string, @By() by: Caller) {
    await this.notes.remove(id, by);
  }

  @Post(':id/publish')
  @May('admin', 'coordinator')
  @Acts(NoteView, { id: 'publishNote', summary: 'Publish a note' })
  publish(@Param('id') id: string, @Body({ schema: EmptyBody }) _body: object, @By() by: Caller) {
    return this.write.act(id, 'publish', by);
  }

  @Post(':id/retire')
  @May('admin', 'coordinator')
  @Acts(NoteView, { id: 'retireNote', summary: 'Retire a note' })
  retire(@Param('id') id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody, @By() by: Caller) {
    return this.write.act(id, 'retire', by, reason);
  }

  @Post(':id/like')
  @May('signed-in')
  @Adds(NoteView, { id: 'likeNote', summary: 'Like a note' })
  like(@Param('id') id: string, @Body({ schema: EmptyBody }) _body: object, @By() by: Caller) {
    return this.write.like(id, by);
  }
}

/** A collection that holds nothing public (G6): the desk of the coordinators. */
@Controller('desk')
export class DeskController extends collectionController(listing, NoteView, { one: 'DeskNote', many: 'DeskNotes', may: ['admin', 'coordinator'], sees }) {
  constructor(notes: NoteRepository) {
    super(notes);
  }
}
