import type { LocalisedText } from '@fiksu/contracts';
import { StoredEntity } from '@fiksu/service';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Agreement, AgreementKind, AgreementStatus } from './agreement.ts';

@Entity('agreement')
export class AgreementEntity extends StoredEntity implements Agreement {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') status!: AgreementStatus;
  @Column('text') kind!: AgreementKind;
  @Column('jsonb') title!: LocalisedText;
  @Column('uuid', { array: true }) parties!: string[];
  @Column('text', { array: true }) districts!: string[];
  @Column('date', { name: 'valid_from' }) validFrom!: string;
  @Column('date', { name: 'valid_until', nullable: true }) validUntil!: string | null;
  @Column('date', { name: 'signed_on', nullable: true }) signedOn!: string | null;
  @Column('jsonb', { name: 'termination_reason', nullable: true }) terminationReason!: LocalisedText | null;
  @Column('uuid', { array: true }) attachments!: string[];
}
