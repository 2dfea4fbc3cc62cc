import { StoredEntity } from '@fiksu/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { File, FileStatus } from './file.ts';

@Entity('file')
export class FileEntity extends StoredEntity implements File {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') status!: FileStatus;
  @Column('text') name!: string;
  @Column('text') type!: string;
  @Column('integer') size!: number;
  @Column('text') sha256!: string;
  @Column('text') key!: string;
  @Column('text') uploader!: string;
}
