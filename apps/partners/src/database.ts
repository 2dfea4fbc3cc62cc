import type { Kept } from '@fiksu/service';
import { AgreementEntity } from './agreements/agreement.entity.ts';
import { AnnouncementEntity } from './communities/announcement.entity.ts';
import { CommunityEntity } from './communities/community.entity.ts';
import { MemberEntity } from './communities/member.entity.ts';
import { encryptedMemberColumns } from './communities/member.ts';
import { ContactEntity } from './contacts/contact.entity.ts';
import { encryptedColumns } from './contacts/contact.ts';
import { ErasureEntity } from './gdpr/erasure.entity.ts';
import { encryptedColumns as encryptedOfErasures } from './gdpr/erasure.ts';
import { GatheringEntity } from './gatherings/gathering.entity.ts';
import { CreateOrganisations1764000000001 } from './migrations/1764000000001-create-organisations.ts';
import { CreateContacts1764000000002 } from './migrations/1764000000002-create-contacts.ts';
import { CreateDuplicates1764000000003 } from './migrations/1764000000003-create-duplicates.ts';
import { CreateAgreements1764000000004 } from './migrations/1764000000004-create-agreements.ts';
import { CreateCommunities1764000000005 } from './migrations/1764000000005-create-communities.ts';
import { CreateGatherings1764000000006 } from './migrations/1764000000006-create-gatherings.ts';
import { CreateErasures1764000000007 } from './migrations/1764000000007-create-erasures.ts';
import { CreateNetwork1764000000008 } from './migrations/1764000000008-create-network.ts';
import { OrganisationEntity } from './organisations/organisation.entity.ts';

/** What the service keeps: entities, encrypted columns and migrations, listed by name. */
export const kept: Kept = {
  entities: [OrganisationEntity, ContactEntity, AgreementEntity, CommunityEntity, MemberEntity, AnnouncementEntity, GatheringEntity, ErasureEntity],
  encrypted: [...encryptedColumns, ...encryptedMemberColumns, ...encryptedOfErasures],
  migrations: [
    CreateOrganisations1764000000001,
    CreateContacts1764000000002,
    CreateDuplicates1764000000003,
    CreateAgreements1764000000004,
    CreateCommunities1764000000005,
    CreateGatherings1764000000006,
    CreateErasures1764000000007,
    CreateNetwork1764000000008,
  ],
};
