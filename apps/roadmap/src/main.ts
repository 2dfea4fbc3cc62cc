import { runService } from '@fiksu/service';
import { roadmap } from './roadmap.ts';

await runService(roadmap, process.env);
