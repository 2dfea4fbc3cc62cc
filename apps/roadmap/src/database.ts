import type { Kept } from '@fiksu/service';
import { DevelopmentEntity } from './developments/development.entity.ts';
import { DistrictEntity } from './districts/district.entity.ts';
import { CreateDistricts1764000000001 } from './migrations/1764000000001-create-districts.ts';
import { CreateThemesAndProgrammes1764000000002 } from './migrations/1764000000002-create-themes-and-programmes.ts';
import { CreateNeeds1764000000003 } from './migrations/1764000000003-create-needs.ts';
import { CreateDevelopments1764000000006 } from './migrations/1764000000006-create-developments.ts';
import { CreateVersions1764000000007 } from './migrations/1764000000007-create-versions.ts';
import { IndexThreads1764000000008 } from './migrations/1764000000008-index-threads.ts';
import { CreateNeedAuthors1764000000009 } from './migrations/1764000000009-create-need-authors.ts';
import { MethodEntity } from './methods/method.entity.ts';
import { CreateMethodsAndSessions1764000000005 } from './migrations/1764000000005-create-methods-and-sessions.ts';
import { ItemEntity } from './items/item.entity.ts';
import { CreateItems1764000000004 } from './migrations/1764000000004-create-items.ts';
import { NeedEntity } from './needs/need.entity.ts';
import { ProgrammeEntity } from './programmes/programme.entity.ts';
import { SessionEntity } from './sessions/session.entity.ts';
import { ThemeEntity } from './themes/theme.entity.ts';
import { VersionEntity } from './versions/version.entity.ts';

/** What the roadmap keeps: entities and migrations, listed by name. */
export const kept: Kept = {
  entities: [DistrictEntity, DevelopmentEntity, VersionEntity, ThemeEntity, ProgrammeEntity, NeedEntity, ItemEntity, MethodEntity, SessionEntity],
  migrations: [
    CreateDistricts1764000000001,
    CreateThemesAndProgrammes1764000000002,
    CreateNeeds1764000000003,
    CreateItems1764000000004,
    CreateMethodsAndSessions1764000000005,
    CreateDevelopments1764000000006,
    CreateVersions1764000000007,
    IndexThreads1764000000008,
    CreateNeedAuthors1764000000009,
  ],
};
