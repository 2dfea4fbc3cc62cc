import type { Geometry, LocalisedText } from '@fiksu/contracts';
import { StoredEntity } from '@fiksu/service';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Window } from '../items/item-window.ts';
import type { Development, Kind, Stage } from './development.ts';

@Entity('development')
export class DevelopmentEntity extends StoredEntity implements Development {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') district!: string;
  @Column('jsonb') title!: LocalisedText;
  @Column('text') kind!: Kind;
  @Column('text') stage!: Stage;
  @Column('uuid', { nullable: true }) builder!: string | null;
  @Column('jsonb', { nullable: true }) location!: Geometry | null;
  @Column('jsonb', { nullable: true }) window!: Window | null;
  @Column('uuid', { array: true }) attachments!: string[];
}
