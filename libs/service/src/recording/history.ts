import { z } from 'zod';
import { Id, Instant, LocalisedText } from '@fiksu/contracts';
import { ROLES, type Caller } from '../access/caller.ts';
import { sql, type Database } from '@fiksu/database';

/** Who did something; `clock` or `rule` where nobody did it. */
const Author = z
  .object({
    role: z.enum([...ROLES, 'clock', 'rule']),
    organisation: Id.nullable(),
    sub: z.string().optional().describe('Only for coordinators and admins, and only of people who acted for the city or a partner'),
  })
  .meta({ id: 'Author' });
type Author = z.infer<typeof Author>;

const Entry = z
  .object({
    at: Instant,
    by: Author,
    action: z.string(),
    from: z.string().nullable(),
    to: z.string().nullable(),
    reason: LocalisedText.nullable(),
  })
  .meta({ id: 'HistoryEntry' });

/** `GET …/{id}/history` (G26). */
export const History = z
  .object({ data: z.array(Entry) })
  .meta({ id: 'History', description: 'Who did what, when, from which state to which, and why; oldest first' });
export type History = z.infer<typeof History>;

/** The author as history keeps it: a resident's `sub` is personal data and is not kept. */
export function authorOf(by: Caller): Author {
  const author: Author = { role: by.nobody ?? by.role, organisation: by.claims?.org ?? null };
  return by.claims && by.role !== 'resident' ? { ...author, sub: by.claims.sub } : author;
}

/** @param resources the ids of a thing: one, unless others became part of it */
export async function readHistory(db: Database, collection: string, resources: readonly string[], by: Caller): Promise<History> {
  const rows = await db.run<z.infer<typeof Entry>>(
    sql`select at, by, action, "from", "to", reason from history where collection = ${collection} and resource = any(${resources}) order by id`,
  );
  if (by.is('admin', 'coordinator')) return { data: rows };
  return { data: rows.map((entry) => ({ ...entry, by: { role: entry.by.role, organisation: entry.by.organisation } })) };
}
