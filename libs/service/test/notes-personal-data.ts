import type { PersonalData } from '../src/index.ts';

const moments = 'created_at updated_at';

export const notesPersonalData: PersonalData = {
  tables: {
    note: {
      none: `id version status district topics priority labels links window place attachments internal likes ${moments}`,
      freeText: 'title body retired_because search',
      kept: 'as long as the test',
    },
    topic: { none: `id version label district broader code hidden ${moments}`, kept: 'as long as the test' },
    bid: { none: `id version status team tender title price ${moments}`, kept: 'as long as the test' },
    tender: { none: 'id closes_at', kept: 'as long as the test' },
  },
  events: {
    note: { none: 'id version status district topics priority createdAt updatedAt', freeText: 'title body' },
  },
};
