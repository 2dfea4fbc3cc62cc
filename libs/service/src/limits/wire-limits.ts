import type { Provider } from '@nestjs/common';
import { Database } from '@fiksu/database';
import type { KitConfig } from '../config.ts';
import { AnonymousWrites } from './anonymous-writes.ts';

export const wireLimits = (config: KitConfig): Provider[] => [
  { provide: AnonymousWrites, useFactory: (db: Database) => new AnonymousWrites(db, config), inject: [Database] },
];
