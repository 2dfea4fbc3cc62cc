import type { LocalisedText, Point } from '@fiksu/contracts';
import { StoredEntity } from '@fiksu/service';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Addressed, Evidence, ExternalId, Need, NeedSource, NeedStatus } from './need.ts';

@Entity('need')
export class NeedEntity extends StoredEntity implements Need {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') status!: NeedStatus;
  @Column('jsonb') title!: LocalisedText;
  @Column('jsonb', { nullable: true }) description!: LocalisedText | null;
  @Column('text', { array: true }) districts!: string[];
  @Column('jsonb', { nullable: true }) location!: Point | null;
  @Column('text', { array: true }) themes!: string[];
  @Column('text', { name: 'affected_groups', array: true }) affectedGroups!: string[];
  @Column('jsonb') evidence!: Evidence[];
  @Column('text') source!: NeedSource;
  @Column('uuid', { nullable: true }) organisation!: string | null;
  @Column('uuid', { nullable: true }) session!: string | null;
  @Column('jsonb', { name: 'external_ids' }) externalIds!: ExternalId[];
  @Column('uuid', { array: true }) attachments!: string[];
  @Column('jsonb', { nullable: true }) note!: LocalisedText | null;
  @Column('jsonb', { name: 'decline_reason', nullable: true }) declineReason!: LocalisedText | null;
  @Column('boolean') hidden!: boolean;
  @Column('uuid', { name: 'merged_into', nullable: true }) mergedInto!: string | null;
  @Column('uuid', { name: 'merged_from', array: true }) mergedFrom!: string[];
  @Column('text', { name: 'status_before_merge', nullable: true }) statusBeforeMerge!: NeedStatus | null;
  @Column('integer', { name: 'support_count' }) supportCount!: number;
  @Column('integer', { name: 'report_count' }) reportCount!: number;
  @Column('text', { name: 'receipt_hash', nullable: true }) receiptHash!: string | null;
  @Column('jsonb', { nullable: true }) addressed!: Addressed | null;
}
