import { StoredEntity, type Stored } from '@fiksu/service';
import type { MultiPolygon } from 'geojson';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Development, District, ExternalId, Level, Name } from './district.ts';

@Entity('district')
export class DistrictEntity extends StoredEntity implements District, Stored {
  @PrimaryColumn('text') id!: string;
  @Column('jsonb') name!: Name;
  @Column('text', { name: 'other_names', array: true }) otherNames!: string[];
  @Column('text') level!: Level;
  @Column('text', { array: true }) development!: Development[];
  @Column('text', { nullable: true }) parent!: string | null;
  @Column('text', { nullable: true }) code!: string | null;
  @Column('jsonb', { name: 'external_ids' }) externalIds!: ExternalId[];
  @Column('json', { nullable: true }) geometry!: MultiPolygon | null;
  @Column('text', { array: true }) joins!: string[];
  @Column('integer', { nullable: true }) population!: number | null;
}
