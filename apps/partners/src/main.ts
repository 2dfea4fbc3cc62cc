import { runService } from '@fiksu/service';
import { partners } from './partners.ts';

await runService(partners, process.env);
