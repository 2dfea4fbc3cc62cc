import { defineConfig } from '@fiksu/service';

/** The environment of the impact service, beside what every service has. */
export const impactConfig = defineConfig('impact', {});

export type ImpactConfig = ReturnType<typeof impactConfig.parse>;
