import { Area, Instant, LocalisedText, MultiPolygon, Slug } from '@fiksu/contracts';
import { patchOf } from '@fiksu/service';
import { z } from 'zod';
import { DEVELOPMENTS, LEVELS } from './district.ts';

const listMax = 200;
const nameLengthMax = 200;

const ExternalId = z
  .strictObject({ scheme: z.string().min(1).max(nameLengthMax), value: z.string().min(1).max(nameLengthMax) })
  .meta({ id: 'ExternalId', description: 'An area code or another id by which other systems know it' });

export const DistrictBody = z
  .strictObject({
    id: Slug,
    name: LocalisedText,
    otherNames: z.array(z.string().trim().min(1).max(nameLengthMax)).max(listMax).default([]),
    level: z.enum(LEVELS),
    development: z.array(z.enum(DEVELOPMENTS)).max(DEVELOPMENTS.length).default([]),
    parent: Slug.nullable().default(null),
    externalIds: z.array(ExternalId).max(listMax).default([]),
    geometry: Area.nullable().default(null).describe('Its own border; none where it joins other areas'),
    joins: z.array(Slug).max(listMax).default([]).describe('The areas that an innovation district is made of'),
    population: z.int().min(0).nullable().default(null),
  })
  .meta({
    id: 'DistrictBody',
    examples: [
      {
        id: 'meri-rastila',
        name: { fi: 'Meri-Rastila', sv: 'Havsrastböle' },
        level: 'innovation-district',
        development: ['infill'],
        joins: ['osa-alue-meri-rastila'],
      },
    ],
  });
export type DistrictBody = z.infer<typeof DistrictBody>;

export const DistrictPatch = patchOf(DistrictBody, 'DistrictPatch').meta({
  examples: [{ development: ['infill'], population: 5200 }],
});

export const DistrictView = z
  .object({
    id: Slug,
    version: z.int(),
    name: LocalisedText,
    otherNames: z.array(z.string()),
    level: z.enum(LEVELS),
    development: z.array(z.enum(DEVELOPMENTS)),
    parent: Slug.nullable(),
    externalIds: z.array(ExternalId),
    geometry: MultiPolygon.nullable().describe('The border; of an innovation district that joins areas, theirs together'),
    joins: z.array(Slug),
    population: z.int().nullable(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'District' });
export type DistrictView = z.infer<typeof DistrictView>;
