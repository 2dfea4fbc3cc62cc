import type { ServiceDefinition } from '@fiksu/service';
import { kept } from './database.ts';
import { personalData } from './personal-data.ts';
import { impactConfig, type ImpactConfig } from './impact.config.ts';
import { ImpactModule } from './impact.module.ts';
import { CountNeedsByDistrict } from './needs-by-district/count-needs-by-district.ts';

/** The impact service: what changed in the districts, measured. */
export const impact: ServiceDefinition<ImpactConfig> = {
  description: {
    name: 'impact',
    title: 'Fiksu impact',
    summary: 'What changed in the districts: how many needs there are in which state.',
    tags: {},
  },
  config: impactConfig,
  module: () => ImpactModule,
  kept,
  personalData,
  publishes: [],
  reactions: [CountNeedsByDistrict],
  responders: [],
};
