import { Module, type DynamicModule } from '@nestjs/common';
import { ContactSecrets } from './contacts/contact-secrets.ts';
import { Contacts } from './contacts/contacts.ts';
import { ContactsController } from './contacts/contacts.controller.ts';
import { WriteContact } from './contacts/write-contact.ts';
import { CompareWithOthers } from './duplicates/compare-with-others.ts';
import { DuplicatesController } from './duplicates/duplicates.controller.ts';
import { Duplicates } from './duplicates/duplicates.ts';
import { ImportOrganisations } from './imports/import-organisations.ts';
import { OrganisationImportsController } from './imports/organisation-imports.controller.ts';
import { LoadRegistry } from './load-registry.ts';
import { OrganisationRepository } from './organisations/organisation.repository.ts';
import { OrganisationsBatchController, OrganisationsController } from './organisations/organisations.controller.ts';
import { WriteOrganisation } from './organisations/write-organisation.ts';
import { PARTNERS_CONFIG, type PartnersConfig } from './partners.config.ts';

/** The table of contents of the service. */
@Module({
  controllers: [OrganisationImportsController, OrganisationsController, OrganisationsBatchController, ContactsController, DuplicatesController],
  providers: [
    ...[OrganisationRepository, WriteOrganisation, ImportOrganisations],
    ...[Contacts, ContactSecrets, WriteContact],
    ...[Duplicates, CompareWithOthers],
    LoadRegistry,
  ],
})
export class PartnersModule {
  static with(config: PartnersConfig): DynamicModule {
    return { module: PartnersModule, providers: [{ provide: PARTNERS_CONFIG, useValue: config }] };
  }
}
