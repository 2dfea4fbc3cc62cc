import { runMigrations } from '@fiksu/service';
import { partners } from './partners.ts';

await runMigrations(partners, process.env);
