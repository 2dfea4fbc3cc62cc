import { defineConfig } from '@fiksu/service';
import { z } from 'zod';

/** The environment of the partners service, beside what every service has. */
export const partnersConfig = defineConfig('partners', {
  /** Where the first organisations are read from at the first start; without it the registry starts empty. */
  SAMPLE_DIR: z.string().optional(),
});

export type PartnersConfig = ReturnType<typeof partnersConfig.parse>;

export const PARTNERS_CONFIG = Symbol('PartnersConfig');
