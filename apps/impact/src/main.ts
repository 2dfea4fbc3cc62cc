import { runService } from '@fiksu/service';
import { impact } from './impact.ts';

await runService(impact, process.env);
