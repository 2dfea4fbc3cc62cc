import { Id, LocalisedText, Money, Slug } from '@fiksu/contracts';
import { z } from 'zod';
import { HORIZONS, ITEM_STATUSES } from '../items/item.ts';
import { ItemView } from '../items/items.schema.ts';
import { NEED_STATUSES } from '../needs/need.ts';
import { PILOT_STATUSES } from './overview.ts';

const counts = (words: readonly string[]) => z.object(Object.fromEntries(words.map((word) => [word, z.int()])));

const PeriodValue = z.object({ period: z.string(), value: z.number().nullable() }).nullable();

export const OverviewView = z
  .object({
    district: z.object({ id: Slug, name: LocalisedText }).nullable().describe('null for the city'),
    programme: z.array(z.object({ id: Id, title: LocalisedText })).describe('The programmes that work there, or a sub-project of which does'),
    needs: counts(NEED_STATUSES).describe('How many the caller may see, by state'),
    items: z.object({
      byStatus: counts(ITEM_STATUSES),
      byHorizon: counts(HORIZONS),
      data: z
        .array(
          z.object({
            id: Id,
            title: LocalisedText.optional().describe('This and health are left out for a platform until the item is committed to'),
            status: z.enum(ITEM_STATUSES),
            health: ItemView.shape.health,
          }),
        )
        .describe('Newest first, 200 at most; all of them are at /items'),
    }),
    pilots: z
      .object({
        byStatus: counts(PILOT_STATUSES).catchall(z.int()),
        data: z.array(z.object({ id: Id, title: LocalisedText.nullable(), status: z.string() })),
      })
      .describe('Of the pilots that items are linked with, those of which something was heard'),
    funding: z
      .object({ applied: Money, granted: Money, proposals: z.int() })
      .nullable()
      .describe('Of the proposals that items are linked with, those of which something was heard; null for who may not read the ledger'),
    impact: z
      .array(
        z.object({
          indicator: Id,
          name: LocalisedText.nullable(),
          baseline: z.number().nullable(),
          latest: PeriodValue,
          target: PeriodValue,
          onTrack: z.boolean().nullable(),
        }),
      )
      .describe('Of the indicators that items are linked with, those of which something was heard'),
    attention: z
      .array(
        z.object({
          kind: z.string(),
          id: Id,
          code: z.string().describe('late or stale; more may come'),
          because: z.array(z.object({ code: z.string(), kind: z.string().optional(), id: Id.optional(), detail: LocalisedText })).min(1),
        }),
      )
      .describe('What needs a coordinator now, for coordinators; longest untouched first'),
  })
  .meta({ id: 'Overview' });
export type OverviewView = z.infer<typeof OverviewView>;
