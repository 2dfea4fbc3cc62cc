import type { PersonNode } from '@fiksu/contracts';
import { raw, sql, type Runs, type Sql } from '@fiksu/database';
import type { Caller } from '../access/caller.ts';
import type { KnownPerson } from './known-person.ts';
import { patternsOf } from './names-in-text.ts';
import { personNode, type PersonHolder } from './persons.ts';

interface Column {
  table: string;
  column: string;
  type: 'text' | 'jsonb';
}

/** What people, or files of others, have said in the tables of the kit, and that nobody moderates. */
const ofEveryService: readonly Column[] = [
  { table: 'history', column: 'reason', type: 'jsonb' },
  { table: 'import_run', column: 'parameters', type: 'jsonb' },
  { table: 'import_run', column: 'errors', type: 'jsonb' },
  { table: 'dead_letters', column: 'event', type: 'jsonb' },
  { table: 'dead_letters', column: 'text', type: 'text' },
  { table: 'dead_letters', column: 'reason', type: 'text' },
  { table: 'dead_letters', column: 'resolution', type: 'text' },
];

/** A shorter `sub` is a word that stands for other things too. */
const subjectLengthMin = 8;

/**
 * Where a person is named to the letter, by an address, a telephone number or a `sub`, in reasons, in notes and in what was
 * wrong with a record: the name goes, the words stay. A service adds the columns of its own that no event tells of: what an
 * event tells has been moderated.
 */
export class Mentions implements PersonHolder {
  readonly tables = [];

  constructor(private readonly columns: readonly Column[] = ofEveryService) {}

  async gather(person: KnownPerson, on: Runs): Promise<PersonNode[]> {
    const held: PersonNode[] = [];
    for (const each of this.columns) {
      const patterns = patternsFor(person, each);
      if (patterns === null) return [];
      const [found] = await on.run<{ times: number }>(sql`select count(*) as times from ${raw(each.table)} where ${says(each, patterns)}`);
      if (found && found.times > 0) held.push(personNode('MENTIONED', { WHERE: `${each.table}.${each.column}`, TIMES: found.times }));
    }
    return held;
  }

  async erase(person: KnownPerson, _by: Caller, tx: Runs): Promise<number> {
    let erased = 0;
    for (const each of this.columns) {
      const patterns = patternsFor(person, each);
      if (patterns === null) return 0;
      const column = raw(each.column);
      const [done] = await tx.run<{ times: number }>(sql`
        with done as (update ${raw(each.table)} set ${column} = regexp_replace(${column}::text, ${patterns.alone}, '…', 'gi')::${raw(each.type)}
          where ${says(each, patterns)} returning 1)
        select count(*) as times from done`);
      erased += done?.times ?? 0;
    }
    return erased;
  }
}

/** What stands around a name is looked at where there is one: for every word of every row it would take eight times as long. */
const says = ({ column }: Column, { anywhere, alone }: ReturnType<typeof patternsOf>): Sql =>
  sql`case when ${raw(column)}::text ~* ${anywhere} then ${raw(column)}::text ~* ${alone} else false end`;

/** What is looked for; null where there is nothing. */
function patternsFor({ subject, written: known }: KnownPerson, { type }: Column): ReturnType<typeof patternsOf> | null {
  const names = [...known, ...(subject !== null && subject.length >= subjectLengthMin ? [subject] : [])];
  return names.length === 0 ? null : patternsOf(names, type);
}
