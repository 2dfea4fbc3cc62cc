import { Module, type DynamicModule } from '@nestjs/common';
import { AgreementRepository } from './agreements/agreement.repository.ts';
import { AgreementsBatchController, AgreementsController } from './agreements/agreements.controller.ts';
import { AgreementsNamingPerson } from './agreements/agreements-naming-person.ts';
import { ExpireAgreement } from './agreements/expire-agreement.ts';
import { WriteAgreement } from './agreements/write-agreement.ts';
import { Announcements } from './communities/announcements.ts';
import { AnnouncementsController } from './communities/announcements.controller.ts';
import { CommunitiesBatchController, CommunitiesController } from './communities/communities.controller.ts';
import { CommunityRepository } from './communities/community.repository.ts';
import { JoinCommunity } from './communities/join-community.ts';
import { MemberSecrets } from './communities/member-secrets.ts';
import { Members } from './communities/members.ts';
import { MembersController } from './communities/members.controller.ts';
import { MembershipReceiptsController } from './communities/membership-receipts.controller.ts';
import { MembershipsController } from './communities/memberships.controller.ts';
import { MembersOfPerson } from './communities/members-of-person.ts';
import { WriteCommunity } from './communities/write-community.ts';
import { WriteMember } from './communities/write-member.ts';
import { ContactSecrets } from './contacts/contact-secrets.ts';
import { Contacts } from './contacts/contacts.ts';
import { ContactsController } from './contacts/contacts.controller.ts';
import { WriteContact } from './contacts/write-contact.ts';
import { CompareWithOthers } from './duplicates/compare-with-others.ts';
import { DuplicatesController } from './duplicates/duplicates.controller.ts';
import { Duplicates } from './duplicates/duplicates.ts';
import { GatheringRepository } from './gatherings/gathering.repository.ts';
import { GatheringsBatchController, GatheringsController } from './gatherings/gatherings.controller.ts';
import { GatheringsCalendarController } from './gatherings/gatherings-calendar.controller.ts';
import { WriteGathering } from './gatherings/write-gathering.ts';
import { AskServiceToErase } from './gdpr/ask-service-to-erase.ts';
import { AskServices } from './gdpr/ask-services.ts';
import { ContactsOfPerson } from './gdpr/contacts-of-person.ts';
import { ErasePerson } from './gdpr/erase-person.ts';
import { ErasureRepository } from './gdpr/erasure.repository.ts';
import { GdprController } from './gdpr/gdpr.controller.ts';
import { ReadPerson } from './gdpr/read-person.ts';
import { TakeForms } from './gdpr/take-forms.ts';
import { WriteOutPerson } from './gdpr/write-out-person.ts';
import { ImportOrganisations } from './imports/import-organisations.ts';
import { OrganisationImportsController } from './imports/organisation-imports.controller.ts';
import { LoadRegistry } from './load-registry.ts';
import { MergeOrganisations } from './merging/merge-organisations.ts';
import { FollowSessions } from './network/follow-sessions.ts';
import { NetworkController } from './network/network.controller.ts';
import { ReadNetwork } from './network/read-network.ts';
import { HoldOrganisations } from './organisations/hold-organisations.ts';
import { OrganisationRepository } from './organisations/organisation.repository.ts';
import { OrganisationsBatchController, OrganisationsController } from './organisations/organisations.controller.ts';
import { WriteOrganisation } from './organisations/write-organisation.ts';
import { PARTNERS_CONFIG, type PartnersConfig } from './partners.config.ts';

/** The table of contents of the service. */
@Module({
  controllers: [
    ...[OrganisationImportsController, OrganisationsController, OrganisationsBatchController, ContactsController, DuplicatesController],
    ...[AgreementsController, AgreementsBatchController],
    ...[CommunitiesController, CommunitiesBatchController, MembershipsController, MembershipReceiptsController, MembersController, AnnouncementsController],
    ...[GatheringsController, GatheringsBatchController, GatheringsCalendarController],
    NetworkController,
    GdprController,
  ],
  providers: [
    ...[OrganisationRepository, HoldOrganisations, WriteOrganisation, ImportOrganisations, MergeOrganisations],
    ...[Contacts, ContactSecrets, WriteContact],
    ...[AgreementRepository, WriteAgreement, ExpireAgreement, AgreementsNamingPerson],
    ...[CommunityRepository, WriteCommunity, Announcements],
    ...[Members, MemberSecrets, WriteMember, JoinCommunity, MembersOfPerson],
    ...[GatheringRepository, WriteGathering],
    ...[FollowSessions, ReadNetwork],
    ...[Duplicates, CompareWithOthers],
    ...[ErasureRepository, ReadPerson, ErasePerson, AskServices, AskServiceToErase, WriteOutPerson, ContactsOfPerson, TakeForms],
    LoadRegistry,
  ],
})
export class PartnersModule {
  static with(config: PartnersConfig): DynamicModule {
    return { module: PartnersModule, providers: [{ provide: PARTNERS_CONFIG, useValue: config }] };
  }
}
