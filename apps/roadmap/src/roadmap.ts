import {
  developmentEvents,
  districtEvents,
  districtsAt,
  itemEvents,
  methodEvents,
  milestoneEvents,
  needEvents,
  programmeEvents,
  sessionEvents,
  themeEvents,
  versionEvents,
} from '@fiksu/contracts';
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
      developments: 'What is built and planned in a district: building projects, zoning, streets and plots',
      overview: 'A district, or the city, on one page',
      versions: 'The roadmap as it was published: numbered, verifiable, never changed',
      themes: 'What the work is about: a SKOS scheme with labels in three languages',
      programmes: 'Programmes and their sub-projects in the districts',
      needs: 'What residents, companies and city units need, from the first word to what became of it',
      items: 'What is to be done about needs, when and by whom: the regional innovation roadmap',
      methods: 'Cards of co-creation methods, published in editions',
      threads: 'What became of what: a need, the sessions it was worked on in, the items that came of it',
      sessions: 'Uses of a method, what was recorded there, and what came of it',
    },
  },
  config: roadmapConfig,
  module: (config) => RoadmapModule.with(config),
  kept,
  personalData,
  publishes: [
    districtEvents,
    developmentEvents,
    versionEvents,
    themeEvents,
    programmeEvents,
    needEvents,
    methodEvents,
    sessionEvents,
    itemEvents,
    milestoneEvents,
  ],
  reactions: [],
  responders: [AnswerDistrictsAt],
  imports: [ImportDistricts, ImportNeeds],
  forgets: [ForgetReceipts],
  questions: [districtsAt],
};
