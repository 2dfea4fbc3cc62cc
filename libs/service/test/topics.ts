import { Instant, LocalisedText, Slug, isSlug } from '@fiksu/contracts';
import { Body, Controller, Delete, Injectable, Param, Patch, Post } from '@nestjs/common';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { z } from 'zod';
import {
  By,
  Caller,
  Creates,
  Database,
  Deletes,
  DomainError,
  May,
  Patches,
  Repository,
  StoredEntity,
  collectionController,
  defineListing,
  equals,
  forbidden,
  invalid,
  patchOf,
  patched,
  raw,
  sql,
  type Sql,
  type Stored,
} from '../src/index.ts';

const TopicBody = z
  .strictObject({
    id: Slug,
    label: LocalisedText,
    district: Slug,
    broader: Slug.nullable().default(null),
    code: z.string().max(20).nullable().default(null),
    hidden: z.boolean().default(false),
  })
  .meta({ id: 'TopicBody' });
type TopicBody = z.infer<typeof TopicBody>;
const TopicPatch = patchOf(TopicBody, 'TopicPatch');
const TopicView = z
  .object({
    id: Slug,
    version: z.int(),
    label: LocalisedText,
    district: Slug,
    broader: Slug.nullable(),
    code: z.string().nullable(),
    hidden: z.boolean(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Topic' });
type TopicView = z.infer<typeof TopicView>;

interface Topic extends Stored, TopicBody {}

@Entity('topic')
export class TopicEntity extends StoredEntity implements Topic {
  @PrimaryColumn('text') id!: string;
  @Column('jsonb') label!: LocalisedText;
  @Column('text') district!: string;
  @Column('text', { nullable: true }) broader!: string | null;
  @Column('text', { nullable: true }) code!: string | null;
  @Column('boolean') hidden!: boolean;
}

export const topicTable = `
  create table topic (
    id text primary key, version integer not null, label jsonb not null, district text not null, broader text, code text unique, hidden boolean not null,
    created_at timestamptz not null, updated_at timestamptz not null
  )`;

/** What notes are about: a slug each. A hidden one is for admins. */
@Injectable()
export class TopicRepository extends Repository<Topic, TopicView> {
  constructor(db: Database) {
    super(db, TopicEntity, 'topics');
  }

  protected override isId(id: string): boolean {
    return isSlug(id);
  }

  override visibleTo(by: Caller): Sql {
    return by.is('admin') ? raw('true') : raw('not hidden');
  }

  override view(topic: Topic): TopicView {
    return topic;
  }

  override mayChange({ district }: Topic, by: Caller): void {
    if (by.limits && !by.limits.includes(district)) throw forbidden('Your token is limited to other districts', 'outside-districts');
  }
}

const listing = defineListing({ filters: { district: equals(Slug, raw('district')) } });

@Controller('topics')
export class TopicsController extends collectionController(listing, TopicView, {
  one: 'Topic',
  many: 'Topics',
  may: ['anyone'],
  sees: { everybody: 'what is not hidden', admin: 'all' },
}) {
  constructor(
    private readonly topics: TopicRepository,
    private readonly db: Database,
  ) {
    super(topics);
  }

  @Post()
  @May('admin', 'coordinator')
  @Creates(TopicView, { id: 'createTopic', summary: 'Add a topic', location: '/topics/{id}' })
  async create(@Body({ schema: TopicBody }) body: TopicBody, @By() by: Caller) {
    const topic: Topic = { ...body, version: 1, createdAt: by.at, updatedAt: by.at };
    await this.topics.toCreate(topic, by);
    if (body.broader !== null && (await this.topics.existing([body.broader])).size === 0)
      throw invalid([{ pointer: '/broader', detail: 'There is no such topic' }]);
    return this.topics.create(topic, by);
  }

  @Patch(':id')
  @May('admin', 'coordinator')
  @Patches(TopicView, { id: 'changeTopic', summary: 'Change a topic' })
  change(@Param('id') id: string, @Body({ schema: TopicPatch }) patch: Record<string, unknown>, @By() by: Caller) {
    const decide = ({ version, createdAt, updatedAt, ...before }: Topic) => ({
      version,
      createdAt,
      updatedAt,
      ...patched<TopicBody>(before, patch, TopicBody),
    });
    return this.topics.change(id, by, { action: 'change', decide });
  }

  @Delete(':id')
  @May('admin', 'coordinator')
  @Deletes({ id: 'deleteTopic', summary: 'Remove a topic that no note names' })
  async remove(@Param('id') id: string, @By() by: Caller) {
    await this.topics.remove(id, by, async () => {
      const usedBy = await this.db.run<{ id: string }>(sql`select id from note where ${id} = any(topics)`);
      if (usedBy.length > 0) throw new DomainError('Conflict', 'in-use', 'Notes name it', { usedBy: usedBy.map((note) => `notes/${note.id}`) });
    });
  }
}
