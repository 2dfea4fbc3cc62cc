import type { Item } from './item.ts';

/** An item as the rules see it: a fresh idea, unless `terms` say otherwise. */
export const ruledItem = (terms: Partial<Item> = {}): Item =>
  Object.freeze({
    ...{ id: '0198cccc-0000-7000-8000-000000000001', version: 1, status: 'idea' as const, title: { fi: 'Varjoa torille' }, goal: null },
    ...{ districts: ['malmi'], themes: [], horizon: 'now' as const, window: null, owner: null, programme: null, dependsOn: [], developments: [] },
    ...{ needs: [], pilots: [], proposals: [], indicators: [], learnings: [], linked: [], expectedClimateEffect: null, attachments: [] },
    ...{ milestones: [], overrides: [], dropReason: null, supersededBy: null, committedAt: null, confirmedAt: '2026-11-01T08:00:00.000Z' },
    ...{ createdAt: '2026-11-01T08:00:00.000Z', updatedAt: '2026-11-01T08:00:00.000Z' },
    ...terms,
  });
