import type { LocalisedText } from '@fiksu/contracts';
import { StoredEntity } from '@fiksu/service';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Theme } from './theme.ts';

@Entity('theme')
export class ThemeEntity extends StoredEntity implements Theme {
  @PrimaryColumn('text') id!: string;
  @Column('jsonb') label!: LocalisedText;
  @Column('text', { nullable: true }) broader!: string | null;
  @Column('text', { array: true }) related!: string[];
  @Column('text') scheme!: string;
}
