import type { LocalisedText } from '@fiksu/contracts';
import { StoredEntity } from '@fiksu/service';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Announcement } from './announcement.ts';

@Entity('announcement')
export class AnnouncementEntity extends StoredEntity implements Announcement {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') community!: string;
  @Column('jsonb') title!: LocalisedText;
  @Column('jsonb') text!: LocalisedText;
}
