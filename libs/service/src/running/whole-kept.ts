import type { Kept } from '@fiksu/database';
import { MessagingTables1763000000001 } from '@fiksu/messaging';
import { KitTables1764000000000 } from '../recording/kit-tables.ts';

/** What a service keeps, with what every service keeps. */
export const wholeKept = (own: Kept): Kept => ({ ...own, migrations: [MessagingTables1763000000001, KitTables1764000000000, ...own.migrations] });
