import type { LocalisedText, Money } from '@fiksu/contracts';
import { StoredEntity } from '@fiksu/service';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { UpdateDays } from '../items/timeliness.ts';
import type { Programme, SubProject } from './programme.ts';

@Entity('programme')
export class ProgrammeEntity extends StoredEntity implements Programme {
  @PrimaryColumn('uuid') id!: string;
  @Column('jsonb') title!: LocalisedText;
  @Column('jsonb', { nullable: true }) description!: LocalisedText | null;
  @Column('uuid', { array: true }) implementers!: string[];
  @Column('uuid', { array: true }) partners!: string[];
  @Column('uuid', { nullable: true }) lead!: string | null;
  @Column('jsonb') period!: { from: string; to: string | null };
  @Column('jsonb', { name: 'granted_funding', nullable: true }) grantedFunding!: Money | null;
  @Column('jsonb') objectives!: LocalisedText[];
  @Column('text', { array: true }) themes!: string[];
  @Column('text', { array: true }) districts!: string[];
  @Column('text', { name: 'lessons_from', array: true }) lessonsFrom!: string[];
  @Column('jsonb', { name: 'sub_projects' }) subProjects!: SubProject[];
  @Column('jsonb', { name: 'update_days', nullable: true }) updateDays!: UpdateDays | null;
  @Column('uuid', { array: true }) attachments!: string[];
}
