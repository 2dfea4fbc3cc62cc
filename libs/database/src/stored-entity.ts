import { Column } from 'typeorm';
import type { Stored } from './store.ts';

/** The columns that every resource has. The id is the entity's own: a UUID, or a slug. */
export abstract class StoredEntity implements Stored {
  abstract id: string;
  @Column('integer') version!: number;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: string;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: string;
}
