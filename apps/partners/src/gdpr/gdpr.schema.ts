import { Id, Instant, PersonRefusal } from '@fiksu/contracts';
import { z } from 'zod';
import { ERASURE_STATUSES, PART_STATUSES } from './erasure.ts';

export const ErasureView = z
  .object({
    id: Id,
    version: z.int(),
    status: z.enum(ERASURE_STATUSES),
    services: z.array(z.object({ service: z.string(), status: z.enum(PART_STATUSES), at: Instant.nullable() })),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Erasure', description: 'How far the erasure of a person has come, and never of whom' });
export type ErasureView = z.infer<typeof ErasureView>;

/** Refusals and failures, in the form of the Helsinki Profile GDPR API. */
export const GdprErrors = z.object({ errors: z.array(PersonRefusal) }).meta({ id: 'GdprErrors' });

/** The tree of the Helsinki Profile GDPR API, written out by hand: a schema that contains itself has no name of its own here. */
export const personTree = {
  type: 'object' as const,
  description: 'What is held of the person, over all services: a leaf has a value, all else has children of the same form',
  required: ['key', 'children'],
  properties: {
    key: { type: 'string' as const, example: 'PROFILE' },
    children: {
      type: 'array' as const,
      items: {
        type: 'object' as const,
        required: ['key'],
        properties: {
          key: { type: 'string' as const },
          value: { description: 'Of a leaf' },
          children: { type: 'array' as const, items: { type: 'object' as const } },
        },
      },
    },
  },
  example: { key: 'PROFILE', children: [{ key: 'CONTACT', children: [{ key: 'NAME', value: 'Aino Esimerkki' }] }] },
};
