import { any, join, raw, sql, type Sql } from '@fiksu/database';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../access/caller.ts';

/** A table with a column `attachments uuid[]`, and of which of its rows a caller sees the files. */
interface Attachable {
  table: Sql;
  visibleTo: (by: Caller) => Sql;
}

/** What files can hang on: repositories register themselves when they are made. */
@Injectable()
export class Attachables {
  private readonly known: Attachable[] = [];

  add(attachable: Attachable): void {
    this.known.push(attachable);
  }

  /** Whether a file, a row of `file`, hangs on anything. */
  get hangs(): Sql {
    return one(this.known.map(({ table }) => holds(table, raw('true'))));
  }

  /** Whether it hangs on something of which this caller sees the files. */
  visibleTo(by: Caller): Sql {
    return one(this.known.map(({ table, visibleTo }) => holds(table, visibleTo(by))));
  }

  /** The ids of all files that hang on something: for looking at many at once. */
  get hanging(): Sql {
    if (this.known.length === 0) return raw('select null::uuid as id where false');
    return join(
      this.known.map(({ table }) => sql`select unnest(attachments) as id from ${table}`),
      ' union ',
    );
  }
}

/** One of the conditions at least, as a condition that can stand behind a `not`. */
const one = (conditions: Sql[]): Sql => sql`(${any(conditions)})`;

/** The condition of an owner names columns of its own table, which stands innermost. */
const holds = (table: Sql, which: Sql): Sql => sql`exists (select from ${table} where attachments @> array[file.id] and (${which}))`;
