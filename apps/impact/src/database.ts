import type { Kept } from '@fiksu/service';
import { CreateNeedsByDistrict1764000000001 } from './migrations/1764000000001-create-needs-by-district.ts';

/** What the service keeps: entities and migrations, listed by name. */
export const kept: Kept = { entities: [], migrations: [CreateNeedsByDistrict1764000000001] };
