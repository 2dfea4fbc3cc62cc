import type { LocalisedText } from '@fiksu/contracts';
import { StoredEntity } from '@fiksu/service';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ExternalId, Kind, Organisation, Sector, Situation, Size } from './organisation.ts';

@Entity('organisation')
export class OrganisationEntity extends StoredEntity implements Organisation {
  @PrimaryColumn('uuid') id!: string;
  @Column('jsonb') name!: LocalisedText;
  @Column('text') kind!: Kind;
  @Column('text') sector!: Sector;
  @Column('text', { name: 'business_id', nullable: true }) businessId!: string | null;
  @Column('text', { name: 'vat_id', nullable: true }) vatId!: string | null;
  @Column('text', { nullable: true }) pic!: string | null;
  @Column('uuid', { nullable: true }) parent!: string | null;
  @Column('text', { array: true }) districts!: string[];
  @Column('text', { array: true }) themes!: string[];
  @Column('text', { array: true }) expertise!: string[];
  @Column('text', { nullable: true }) size!: Size | null;
  @Column('jsonb', { name: 'external_ids' }) externalIds!: ExternalId[];
  @Column('text', { nullable: true }) website!: string | null;
  @Column('boolean') personal!: boolean;
  @Column('text') situation!: Situation;
  @Column('uuid', { array: true }) attachments!: string[];
}
