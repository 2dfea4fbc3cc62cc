import { StoredEntity } from '@fiksu/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Webhook } from './webhook.ts';

@Entity('webhook')
export class WebhookEntity extends StoredEntity implements Webhook {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') status!: Webhook['status'];
  @Column('text') url!: string;
  @Column('text', { array: true }) types!: string[];
  @Column('text') role!: Webhook['role'];
  @Column('text') owner!: string;
  @Column('text') secret!: string;
  @Column('text', { name: 'former_secret', nullable: true }) formerSecret!: string | null;
  @Column('timestamptz', { name: 'former_until', nullable: true }) formerUntil!: string | null;
  @Column('text', { name: 'paused_because', nullable: true }) pausedBecause!: string | null;
  @Column('bigint') position!: number;
}
