import type { LocalisedText } from '@fiksu/contracts';
import { StoredEntity } from '@fiksu/service';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Attendance, Gathering, GatheringKind, GatheringStatus, Place } from './gathering.ts';

@Entity('gathering')
export class GatheringEntity extends StoredEntity implements Gathering {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') status!: GatheringStatus;
  @Column('uuid') community!: string;
  @Column('text') kind!: GatheringKind;
  @Column('jsonb') title!: LocalisedText;
  @Column('jsonb', { nullable: true }) description!: LocalisedText | null;
  @Column('jsonb') place!: Place;
  @Column('timestamptz', { name: 'starts_at' }) startsAt!: string;
  @Column('timestamptz', { name: 'ends_at' }) endsAt!: string;
  @Column('text', { array: true }) topics!: string[];
  @Column('text', { array: true }) districts!: string[];
  @Column('text', { array: true }) themes!: string[];
  @Column('jsonb') attendance!: Attendance[];
  @Column('uuid', { array: true }) organisations!: string[];
  @Column('jsonb', { name: 'cancellation_reason', nullable: true }) cancellationReason!: LocalisedText | null;
  @Column('uuid', { array: true }) attachments!: string[];
}
