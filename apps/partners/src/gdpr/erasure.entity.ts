import { StoredEntity } from '@fiksu/service';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Erasure, ErasurePart, ErasureStatus } from './erasure.ts';

@Entity('erasure')
export class ErasureEntity extends StoredEntity implements Erasure {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') status!: ErasureStatus;
  @Column('text', { nullable: true }) person!: string | null;
  @Column('text', { name: 'person_hash' }) personHash!: string;
  @Column('jsonb') services!: ErasurePart[];
}
