import type { LocalisedText } from '@fiksu/contracts';
import { StoredEntity } from '@fiksu/service';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Card, Method, MethodStatus, Phase, Variant } from './method.ts';

@Entity('method')
export class MethodEntity extends StoredEntity implements Method {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') status!: MethodStatus;
  @Column('integer') edition!: number;
  @Column('timestamptz', { name: 'published_at', nullable: true }) publishedAt!: string | null;
  @Column('jsonb') name!: LocalisedText;
  @Column('jsonb', { nullable: true }) summary!: LocalisedText | null;
  @Column('jsonb') phases!: Phase[];
  @Column('jsonb') variants!: Variant[];
  @Column('jsonb') materials!: LocalisedText[];
  @Column('jsonb') roles!: LocalisedText[];
  @Column('jsonb', { name: 'when_to_use', nullable: true }) whenToUse!: LocalisedText | null;
  @Column('jsonb', { nullable: true }) draft!: Card | null;
}
