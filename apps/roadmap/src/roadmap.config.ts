import { defineConfig } from '@fiksu/service';
import { z } from 'zod';

/** The environment of the roadmap service, beside what every service has. */
export const roadmapConfig = defineConfig('roadmap', {
  /** Where the city's districts and themes are read from at the first start; without it the service starts empty. */
  SAMPLE_DIR: z.string().optional(),
});

export type RoadmapConfig = ReturnType<typeof roadmapConfig.parse>;

export const ROADMAP_CONFIG = Symbol('RoadmapConfig');
