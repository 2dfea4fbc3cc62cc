import { organisationEvents } from '@fiksu/contracts';
import type { ServiceDefinition } from '@fiksu/service';
import { Contacts } from './contacts/contacts.ts';
import { CompareWithOthers } from './duplicates/compare-with-others.ts';
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
    summary: 'Organisations and the people to turn to in them: who takes part in what the districts do.',
    tags: {
      contacts: 'Whom to turn to in an organisation: personal data',
      organisations: 'Companies, units of the city, universities, associations: who takes part',
    },
  },
  config: partnersConfig,
  module: (config) => PartnersModule.with(config),
  kept,
  personalData,
  publishes: [organisationEvents],
  reactions: [],
  responders: [],
  tasks: [CompareWithOthers],
  forgets: [Contacts],
  imports: [ImportOrganisations],
};
