import { StoredEntity } from '@fiksu/service';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Basis } from '../contacts/contact.ts';
import type { Member } from './member.ts';

@Entity('community_member')
export class MemberEntity extends StoredEntity implements Member {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') community!: string;
  @Column('uuid', { nullable: true }) organisation!: string | null;
  @Column('text', { nullable: true }) name!: string | null;
  @Column('text', { nullable: true }) email!: string | null;
  @Column('text', { name: 'email_hash', nullable: true }) emailHash!: string | null;
  @Column('text', { nullable: true }) subject!: string | null;
  @Column('text', { name: 'subject_hash', nullable: true }) subjectHash!: string | null;
  @Column('text', { nullable: true }) basis!: Basis | null;
  @Column('timestamptz', { name: 'given_at', nullable: true }) givenAt!: string | null;
  @Column('timestamptz', { name: 'expires_at', nullable: true }) expiresAt!: string | null;
  @Column('text', { name: 'receipt_hash', nullable: true }) receiptHash!: string | null;
}
