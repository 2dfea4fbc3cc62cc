import { runMigrations } from '@fiksu/service';
import { roadmap } from './roadmap.ts';

await runMigrations(roadmap, process.env);
