import { Id, Instant, LocalisedText } from '@fiksu/contracts';
import { z } from 'zod';
import { RELATIONS, THREAD_KINDS } from './thread.ts';

const kind = z.string().describe(`${THREAD_KINDS.join(', ')}; more come with the services that keep them`);
const Member = z.object({ kind, id: Id }).meta({ id: 'ThreadMember' });

const ThreadNode = Member.extend({
  title: LocalisedText.nullable().describe('null where the caller may know that it is there, and not what it says'),
  status: z.string(),
  at: Instant.describe('When it came to be'),
  service: z.string().describe('Which service keeps it'),
}).meta({ id: 'ThreadNode' });

const ThreadLink = z
  .object({
    from: Member,
    to: Member,
    relation: z.string().describe(`${RELATIONS.join(', ')}; more may come`),
    at: Instant,
    by: z.string().nullable().describe('The role of whoever made the link; rule or clock where nobody did'),
  })
  .meta({ id: 'ThreadLink' });

/** `GET /threads/{kind}/{id}` (R9). */
export const ThreadView = z
  .object({
    kind,
    id: Id,
    nodes: z.array(ThreadNode).describe('Oldest first, with the one that was asked for among them: the same from any member'),
    links: z.array(ThreadLink).describe('Between nodes that the caller may see, oldest first'),
    complete: z.boolean().describe('false where the thread is longer than what is answered: then those nearest to the asked one are there'),
  })
  .meta({ id: 'Thread' });
export type ThreadView = z.infer<typeof ThreadView>;
