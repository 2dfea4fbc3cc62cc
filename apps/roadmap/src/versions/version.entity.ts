import type { LocalisedText } from '@fiksu/contracts';
import { StoredEntity } from '@fiksu/service';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Version } from './version.ts';

@Entity('roadmap_version')
export class VersionEntity extends StoredEntity implements Version {
  @PrimaryColumn('uuid') id!: string;
  @Column('integer') number!: number;
  @Column('jsonb') title!: LocalisedText;
  @Column('text') hash!: string;
  @Column('timestamptz', { name: 'published_at' }) publishedAt!: string;
}
