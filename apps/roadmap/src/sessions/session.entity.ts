import type { LocalisedText } from '@fiksu/contracts';
import { StoredEntity } from '@fiksu/service';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Phase } from '../methods/method.ts';
import type { LinkNote, Outcome, Participants, Session, SessionStatus, Vote } from './session.ts';

@Entity('session')
export class SessionEntity extends StoredEntity implements Session {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') status!: SessionStatus;
  @Column('uuid') method!: string;
  @Column('integer') edition!: number;
  @Column('text', { nullable: true }) variant!: string | null;
  @Column('jsonb') phases!: Phase[];
  @Column('jsonb') title!: LocalisedText;
  @Column('jsonb', { nullable: true }) description!: LocalisedText | null;
  @Column('text', { array: true }) districts!: string[];
  @Column('text', { array: true }) themes!: string[];
  @Column('uuid', { array: true }) needs!: string[];
  @Column('uuid', { nullable: true }) facilitator!: string | null;
  @Column('timestamptz', { name: 'starts_at' }) startsAt!: string;
  @Column('timestamptz', { name: 'ends_at' }) endsAt!: string;
  @Column('uuid', { array: true }) attachments!: string[];
  @Column('jsonb') votes!: Vote[];
  @Column('jsonb') participants!: Participants[];
  @Column('jsonb') outcomes!: Outcome[];
  @Column('jsonb') linked!: LinkNote[];
}
