import { agreementEvents, announcementEvents, communityEvents, gatheringEvents, memberEvents, organisationEvents, personEvents } from '@fiksu/contracts';
import type { ServiceDefinition } from '@fiksu/service';
import { ExpireAgreement } from './agreements/expire-agreement.ts';
import { Members } from './communities/members.ts';
import { Contacts } from './contacts/contacts.ts';
import { CompareWithOthers } from './duplicates/compare-with-others.ts';
import { AskServiceToErase } from './gdpr/ask-service-to-erase.ts';
import { ErasureRepository } from './gdpr/erasure.repository.ts';
import { FollowSessions } from './network/follow-sessions.ts';
import { ImportOrganisations } from './imports/import-organisations.ts';
import { kept } from './database.ts';
import { personalData } from './personal-data.ts';
import { partnersConfig, type PartnersConfig } from './partners.config.ts';
import { PartnersModule } from './partners.module.ts';

/** The partners service: who takes part. */
export const partners: ServiceDefinition<PartnersConfig> = {
  description: {
    name: 'partners',
    title: 'Fiksu partners',
    summary: 'Organisations, their agreements, communities and gatherings, and who works with whom: who takes part in what the districts do.',
    tags: {
      agreements: 'What organisations have agreed on: for its parties and coordinators',
      communities: 'Developers and residents who work together on the districts, their members and announcements',
      contacts: 'Whom to turn to in an organisation: personal data',
      gatherings: 'What communities meet for, and the calendar to subscribe to',
      gdpr: 'What is held of a person, and its erasure, over all services: the Helsinki Profile GDPR API',
      network: 'Who has worked with whom, in what',
      organisations: 'Companies, units of the city, universities, associations: who takes part',
    },
  },
  config: partnersConfig,
  module: (config) => PartnersModule.with(config),
  kept,
  personalData,
  publishes: [organisationEvents, agreementEvents, communityEvents, memberEvents, announcementEvents, gatheringEvents, personEvents],
  reactions: [FollowSessions],
  responders: [],
  tasks: [AskServiceToErase, CompareWithOthers, ExpireAgreement],
  forgets: [ErasureRepository, Contacts, Members],
  imports: [ImportOrganisations],
};
