import { Id } from '@fiksu/contracts';
import { z } from 'zod';
import { ItemBody } from '../items/items.schema.ts';
import { NeedBody } from '../needs/needs.schema.ts';

const outcomesMax = 100;

/** What a session makes a need of: that it is a session's goes without saying, and of which in any case. */
const NeedOfSession = NeedBody.omit({ session: true, organisation: true }).extend({ source: z.literal('session').default('session') });
type NeedOfSession = z.infer<typeof NeedOfSession>;

/** The members of a body as they may be sent, without what stands for those that are left out. */
const sendable = (body: z.ZodObject) =>
  Object.fromEntries(
    Object.entries(body.shape).map(([name, type]) => [name, (type instanceof z.ZodDefault ? type.removeDefault() : type) as z.ZodType]),
  ) as Record<string, z.ZodType>;

/** An outcome of one kind: what it is made from, or the id of one that there is already. */
function outcomeOf(kind: 'item' | 'need', body: z.ZodObject, id: string) {
  const members = Object.fromEntries(Object.entries(sendable(body)).map(([name, type]) => [name, type.optional()]));
  return z
    .strictObject({ kind: z.literal(kind), id: Id.optional().describe('Of one that there is already; nothing else is sent of it then'), ...members })
    .superRefine(({ kind: _, id: existing, ...made }: Record<string, unknown>, context) => {
      if (existing === undefined) for (const { path, message } of body.safeParse(made).error?.issues ?? []) context.addIssue({ code: 'custom', path, message });
      else
        for (const name of Object.keys(made)) context.addIssue({ code: 'custom', path: [name], message: 'One that there is already is named by its id alone' });
    })
    .meta({ id });
}

export const CloseBody = z
  .strictObject({
    outcomes: z
      .array(z.discriminatedUnion('kind', [outcomeOf('item', ItemBody, 'ItemOutcome'), outcomeOf('need', NeedOfSession, 'NeedOutcome')]))
      .max(outcomesMax)
      .default([])
      .describe('What comes of the session: items and needs that it makes, or that there are already'),
  })
  .meta({
    id: 'CloseSessionBody',
    examples: [
      {
        outcomes: [
          { kind: 'item', title: { en: 'Shade for Malmi square' }, goal: { en: 'Ten degrees less in July' }, districts: ['malmi'], horizon: 'now' },
          { kind: 'need', title: { en: 'Somewhere to sit' }, districts: ['malmi'] },
        ],
      },
    ],
  });
export type CloseBody = z.infer<typeof CloseBody>;

/** An outcome as it was meant. */
export type MeantOutcome = { kind: 'item' | 'need'; id: string } | { kind: 'item'; id: null; body: ItemBody } | { kind: 'need'; id: null; body: NeedBody };

/** @param session whose outcome it is */
export function meantBy({ kind, id, ...made }: CloseBody['outcomes'][number], session: string): MeantOutcome {
  if (typeof id === 'string') return { kind, id };
  if (kind === 'item') return { kind, id: null, body: ItemBody.parse(made) };
  return { kind, id: null, body: { ...NeedOfSession.parse(made), session, organisation: null } };
}
