import { Day, Id, Instant, LocalisedText } from '@fiksu/contracts';
import { z } from 'zod';
import { KINDS } from '../organisations/organisation.ts';
import { SHARED_KINDS } from './network.ts';

const Node = z
  .object({ id: Id, name: LocalisedText, kind: z.enum(KINDS), degree: z.int().describe('With how many others it has worked') })
  .meta({ id: 'NetworkNode' });

const Shared = z
  .object({
    kind: z.string().describe(`${SHARED_KINDS.join(', ')}; more come with the services that keep them`),
    id: Id,
    title: LocalisedText,
    roles: z.tuple([z.string(), z.string()]).describe('Of the two, in the order of `between`'),
    from: Day,
    to: Day.nullable().describe('null while it goes on'),
  })
  .meta({ id: 'NetworkShared' });

const Edge = z
  .object({ between: z.tuple([Id, Id]), weight: z.int().describe('In how many things they took part together'), shared: z.array(Shared) })
  .meta({ id: 'NetworkEdge' });

/** `GET /network` (P8). */
export const NetworkView = z
  .object({
    nodes: z.array(Node).describe('Those who have worked with others: who has with most, first'),
    edges: z.array(Edge).describe('The heaviest first'),
    complete: z.boolean().describe('false where there is more than is answered: lighter edges, or earlier things that two have shared'),
    asOf: Instant,
  })
  .meta({ id: 'Network' });
export type NetworkView = z.infer<typeof NetworkView>;
