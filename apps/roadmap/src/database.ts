import type { Kept } from '@fiksu/service';
import { DistrictEntity } from './districts/district.entity.ts';
import { CreateDistricts1764000000001 } from './migrations/1764000000001-create-districts.ts';
import { CreateThemesAndProgrammes1764000000002 } from './migrations/1764000000002-create-themes-and-programmes.ts';
import { CreateNeeds1764000000003 } from './migrations/1764000000003-create-needs.ts';
import { NeedEntity } from './needs/need.entity.ts';
import { ProgrammeEntity } from './programmes/programme.entity.ts';
import { ThemeEntity } from './themes/theme.entity.ts';

/** What the roadmap keeps: entities and migrations, listed by name. */
export const kept: Kept = {
  entities: [DistrictEntity, ThemeEntity, ProgrammeEntity, NeedEntity],
  migrations: [CreateDistricts1764000000001, CreateThemesAndProgrammes1764000000002, CreateNeeds1764000000003],
};
