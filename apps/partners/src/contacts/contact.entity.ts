import { StoredEntity } from '@fiksu/service';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Basis, Contact } from './contact.ts';

@Entity('contact')
export class ContactEntity extends StoredEntity implements Contact {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') organisation!: string;
  @Column('text') name!: string;
  @Column('text', { nullable: true }) email!: string | null;
  @Column('text', { name: 'email_hash', nullable: true }) emailHash!: string | null;
  @Column('text', { nullable: true }) phone!: string | null;
  @Column('text', { nullable: true }) role!: string | null;
  @Column('text', { nullable: true }) subject!: string | null;
  @Column('text', { name: 'subject_hash', nullable: true }) subjectHash!: string | null;
  @Column('text') basis!: Basis;
  @Column('timestamptz', { name: 'given_at' }) givenAt!: string;
  @Column('timestamptz', { name: 'expires_at', nullable: true }) expiresAt!: string | null;
}
