import { runMigrations } from '@fiksu/service';
import { impact } from './impact.ts';

await runMigrations(impact, process.env);
