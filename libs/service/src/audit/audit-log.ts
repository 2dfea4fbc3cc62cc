import { ColumnCipher, Database, Undecipherable, all, raw, sql } from '@fiksu/database';
import { Instant, isId } from '@fiksu/contracts';
import { z } from 'zod';
import { ROLES } from '../access/caller.ts';
import { defineListing, equals, type ListQuery } from '../listing/listing.ts';
import { readPage, type Page } from '../listing/read-list.ts';
import { personPlace } from './audit.ts';
import type { AuditRowView } from './audit.schema.ts';

const wordLengthMax = 200;
const word = z.string().max(wordLengthMax);
/** A collection, or one thing of it. */
const isOf = (what: string) => sql`(what = ${what} or what ^@ ${`${what}/`})`;

export const auditListing = defineListing({
  filters: {
    action: equals(word, raw('action'), { description: 'read, list, export, create, change, delete, or what an operator does; given more than once: either' }),
    what: {
      value: word,
      where: (values) => all([sql`(${values.slice(1).reduce((either, what) => sql`${either} or ${isOf(what)}`, isOf(values[0] ?? ''))})`]),
      description: 'A collection with all that is in it, or one thing of it: contacts/01936a5c-8f00-7cc3-98c4-dc0c0c073995',
    },
    role: { ...equals(z.enum([...ROLES, 'clock', 'rule']) as unknown as z.ZodType<string>, raw('role')) },
    since: {
      value: Instant as unknown as z.ZodType<string>,
      where: ([since]) => sql`at >= ${since}::timestamptz`,
      single: true,
      description: 'Not before this instant',
    },
    until: {
      value: Instant as unknown as z.ZodType<string>,
      where: ([until]) => sql`at < ${until}::timestamptz`,
      single: true,
      description: 'Before this instant',
    },
  },
});

type Listed = Omit<AuditRowView, 'person'> & { person: string | null; createdAt: string };

/** With the names that every list sorts by. */
const table = raw('(select *, at as created_at, at as updated_at from audit) audit_row');
const columns = raw(`id, seq, at, action, what, role, organisation, person, count, reason, fields, trace_id as "traceId"`);

/** The audit log, for those who answer for the service. */
export class AuditLog {
  constructor(
    private readonly db: Database,
    private readonly cipher: ColumnCipher,
  ) {}

  async list(query: ListQuery): Promise<Page<AuditRowView>> {
    const ids = query.ids.length > 0 ? query.ids.filter(isId) : null;
    const page = await readPage<Listed>(this.db, { from: table, columns, visible: raw('true'), listing: auditListing, query, ids });
    return { ...page, data: page.data.map((row) => ({ ...row, person: this.personOf(row) })) };
  }

  private personOf({ id, person }: Listed): string | null {
    if (person === null) return null;
    try {
      return this.cipher.decrypt(person, personPlace(id));
    } catch (error) {
      // The rest of the log is read all the same, and `verify` tells of it.
      if (error instanceof Undecipherable) return null;
      throw error;
    }
  }
}
