import type { Kept } from '@fiksu/service';
import { ContactEntity } from './contacts/contact.entity.ts';
import { encryptedColumns } from './contacts/contact.ts';
import { CreateOrganisations1764000000001 } from './migrations/1764000000001-create-organisations.ts';
import { CreateContacts1764000000002 } from './migrations/1764000000002-create-contacts.ts';
import { CreateDuplicates1764000000003 } from './migrations/1764000000003-create-duplicates.ts';
import { OrganisationEntity } from './organisations/organisation.entity.ts';

/** What the service keeps: entities, encrypted columns and migrations, listed by name. */
export const kept: Kept = {
  entities: [OrganisationEntity, ContactEntity],
  encrypted: encryptedColumns,
  migrations: [CreateOrganisations1764000000001, CreateContacts1764000000002, CreateDuplicates1764000000003],
};
