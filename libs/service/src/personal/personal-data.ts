/**
 * What of a table is personal data. Each column stands in exactly one of the lists, by its name, with blanks between.
 *
 * - `none`: says nothing of a person
 * - `freeText`: people wrote it, and may have named people; it reaches others after moderation alone
 * - `pseudonym`: a keyed hash, by which one is told from another and nobody is known
 * - `secret`: a key, or the hash of one
 * - `encrypted`: personal, and unreadable in the database (`Kept.encrypted`)
 * - `personal`: personal and readable, each with the reason why
 */
export interface TableData {
  none?: string;
  freeText?: string;
  pseudonym?: string;
  secret?: string;
  encrypted?: string;
  personal?: Record<string, string>;
  /** For how long a row is kept (domain, "Retention"). */
  kept: string;
}

/** What of an event is personal data: nothing may be. What people wrote is told when it has been moderated. */
export interface EventData {
  none?: string;
  freeText?: string;
}

/** The one place where a service says of all that it keeps and tells whether it is personal data. */
export interface PersonalData {
  tables: Record<string, TableData>;
  /** By the noun of the events: `need`. */
  events: Record<string, EventData>;
}

export const DATA_KINDS = ['none', 'freeText', 'pseudonym', 'secret', 'encrypted', 'personal'] as const;
export type DataKind = (typeof DATA_KINDS)[number];

/** The columns of a table, or members of an event, with what each is. One that stands twice is there twice. */
export function classified(data: Omit<TableData, 'kept'>): [name: string, kind: DataKind][] {
  return DATA_KINDS.flatMap((kind) => {
    const listed = data[kind];
    const names = listed === undefined ? [] : typeof listed === 'string' ? listed.split(/\s+/).filter((name) => name !== '') : Object.keys(listed);
    return names.map((name): [string, DataKind] => [name, kind]);
  });
}
