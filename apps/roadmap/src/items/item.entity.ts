import type { LocalisedText } from '@fiksu/contracts';
import { StoredEntity } from '@fiksu/service';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { LinkNote } from './item-links.ts';
import type { Window } from './item-window.ts';
import type { Horizon, Item, ItemStatus } from './item.ts';
import type { Milestone } from './milestone.ts';
import type { Override } from './override.ts';

@Entity('item')
export class ItemEntity extends StoredEntity implements Item {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') status!: ItemStatus;
  @Column('jsonb') title!: LocalisedText;
  @Column('jsonb', { nullable: true }) goal!: LocalisedText | null;
  @Column('text', { array: true }) districts!: string[];
  @Column('text', { array: true }) themes!: string[];
  @Column('text') horizon!: Horizon;
  @Column('jsonb', { nullable: true }) window!: Window | null;
  @Column('uuid', { nullable: true }) owner!: string | null;
  @Column('uuid', { nullable: true }) programme!: string | null;
  @Column('uuid', { array: true }) needs!: string[];
  @Column('uuid', { name: 'depends_on', array: true }) dependsOn!: string[];
  @Column('uuid', { array: true }) pilots!: string[];
  @Column('uuid', { array: true }) proposals!: string[];
  @Column('uuid', { array: true }) indicators!: string[];
  @Column('uuid', { array: true }) learnings!: string[];
  @Column('uuid', { array: true }) developments!: string[];
  @Column('jsonb') linked!: LinkNote[];
  @Column('jsonb', { name: 'expected_climate_effect', nullable: true }) expectedClimateEffect!: LocalisedText | null;
  @Column('uuid', { array: true }) attachments!: string[];
  @Column('jsonb') milestones!: Milestone[];
  @Column('jsonb') overrides!: Override[];
  @Column('jsonb', { name: 'drop_reason', nullable: true }) dropReason!: LocalisedText | null;
  @Column('uuid', { name: 'superseded_by', nullable: true }) supersededBy!: string | null;
  @Column('timestamptz', { name: 'committed_at', nullable: true }) committedAt!: string | null;
  @Column('timestamptz', { name: 'confirmed_at' }) confirmedAt!: string;
}
