import { districtEvents, districtsAt, needEvents, programmeEvents, themeEvents } from '@fiksu/contracts';
import type { ServiceDefinition } from '@fiksu/service';
import { AnswerDistrictsAt } from './districts/answer-districts-at.ts';
import { ImportDistricts } from './districts/import-districts.ts';
import { ForgetReceipts } from './needs/forget-receipts.ts';
import { ImportNeeds } from './needs/import-needs.ts';
import { kept } from './database.ts';
import { personalData } from './personal-data.ts';
import { roadmapConfig, type RoadmapConfig } from './roadmap.config.ts';
import { RoadmapModule } from './roadmap.module.ts';

/** The roadmap service: what a district needs becomes a regional innovation roadmap. */
export const roadmap: ServiceDefinition<RoadmapConfig> = {
  description: {
    name: 'roadmap',
    title: 'Fiksu roadmap',
    summary: 'Districts, themes, programmes and needs: what a district needs becomes a regional innovation roadmap.',
    tags: {
      districts: 'The areas of the city on all levels, and the innovation districts curated from them',
      themes: 'What the work is about: a SKOS scheme with labels in three languages',
      programmes: 'Programmes and their sub-projects in the districts',
      needs: 'What residents, companies and city units need, from the first word to what became of it',
    },
  },
  config: roadmapConfig,
  module: (config) => RoadmapModule.with(config),
  kept,
  personalData,
  publishes: [districtEvents, themeEvents, programmeEvents, needEvents],
  reactions: [],
  responders: [AnswerDistrictsAt],
  imports: [ImportDistricts, ImportNeeds],
  forgets: [ForgetReceipts],
  questions: [districtsAt],
};
