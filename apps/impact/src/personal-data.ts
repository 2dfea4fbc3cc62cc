import type { PersonalData } from '@fiksu/service';

/** What of impact is personal data: nothing, it counts. */
export const personalData: PersonalData = {
  tables: {
    need_counted: { none: 'generation need status districts', kept: 'as long as the service' },
    needs_by_district: { none: 'generation district status needs', kept: 'as long as the service' },
  },
  events: {},
};
