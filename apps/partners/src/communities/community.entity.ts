import type { LocalisedText } from '@fiksu/contracts';
import { StoredEntity } from '@fiksu/service';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Community, CommunityKind } from './community.ts';

@Entity('community')
export class CommunityEntity extends StoredEntity implements Community {
  @PrimaryColumn('uuid') id!: string;
  @Column('jsonb') name!: LocalisedText;
  @Column('jsonb', { nullable: true }) description!: LocalisedText | null;
  @Column('text') kind!: CommunityKind;
  @Column('text', { array: true }) districts!: string[];
  @Column('text', { array: true }) themes!: string[];
  @Column('boolean') pool!: boolean;
}
