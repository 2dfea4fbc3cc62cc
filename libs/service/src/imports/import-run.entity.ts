import { StoredEntity } from '@fiksu/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ImportAuthor, ImportRun, ImportStatus, RecordFault } from './import-run.ts';

@Entity('import_run')
export class ImportRunEntity extends StoredEntity implements ImportRun {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') collection!: string;
  @Column('text') status!: ImportStatus;
  @Column('text', { nullable: true }) source!: string | null;
  @Column('text', { name: 'media_type' }) mediaType!: string;
  @Column('jsonb') parameters!: Record<string, string>;
  @Column('boolean', { name: 'dry_run' }) dryRun!: boolean;
  @Column('jsonb') author!: ImportAuthor;
  @Column('text', { nullable: true }) traceparent!: string | null;
  @Column('boolean') received!: boolean;
  @Column('text', { nullable: true }) spool!: string | null;
  @Column('integer') read!: number;
  @Column('integer') created!: number;
  @Column('integer') updated!: number;
  @Column('integer') unchanged!: number;
  @Column('integer') failed!: number;
  @Column('jsonb') errors!: RecordFault[];
}
