import { Id, Instant, LocalisedText, Slug } from '@fiksu/contracts';
import { patchOf } from '@fiksu/service';
import { z } from 'zod';
import { COMMUNITY_KINDS } from './community.ts';

const listMax = 200;
const slugs = z.array(Slug).max(listMax);

export const CommunityBody = z
  .strictObject({
    name: LocalisedText,
    description: LocalisedText.nullable().default(null),
    kind: z.enum(COMMUNITY_KINDS),
    districts: slugs.default([]),
    themes: slugs.default([]),
    pool: z.boolean().default(false).describe('Whether these are the volunteers who test pilots'),
  })
  .meta({
    id: 'CommunityBody',
    examples: [{ name: { fi: 'Malmin testaajat' }, kind: 'residents', districts: ['malmi'], themes: ['green-infrastructure'], pool: true }],
  });
export type CommunityBody = z.infer<typeof CommunityBody>;

/** What is counted. */
export const DERIVED = ['memberCount'] as const;

export const CommunityPatch = patchOf(CommunityBody, 'CommunityPatch', DERIVED).meta({ examples: [{ themes: ['green-infrastructure', 'wellbeing'] }] });

export const CommunityView = z
  .object({
    id: Id,
    version: z.int(),
    name: LocalisedText,
    description: LocalisedText.nullable(),
    kind: z.enum(COMMUNITY_KINDS),
    districts: z.array(Slug),
    themes: z.array(Slug),
    pool: z.boolean(),
    memberCount: z.int().describe('Organisations and persons; who they are is not public'),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Community' });
export type CommunityView = z.infer<typeof CommunityView>;
