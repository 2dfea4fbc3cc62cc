import type { PersonNode } from '@fiksu/contracts';
import { sql, Undecipherable, type ColumnCipher, type Runs } from '@fiksu/database';
import type { Caller } from '../access/caller.ts';
import { sealedAnswerPlace } from '../recording/sealed-answers.ts';
import type { KnownPerson } from './known-person.ts';
import { tellingOf } from './names-in-text.ts';
import { personNode, type PersonHolder } from './persons.ts';

const rowsAtOnce = 500;
/** What is shorter stands inside of other words too. */
const nameLengthMin = 8;
/** Is no cipher text: its request is known to have been carried out, and its answer is lost (409 `answer-lost`). */
const lost = 'erased';

interface Row {
  caller: string;
  path: string;
  key: string;
  answer: string;
  at: string;
}

/** What becomes of a row: it goes, or its words do. */
type Fate = 'goes' | 'is lost' | 'stays';

/**
 * The answers that are kept for 24 hours to repeat them: those that the person got, and those that others got and that name
 * the person. The former go; of the latter the words go and the key stays taken, so that nothing is done a second time. Where
 * the key itself, or a query, names the person, it goes too: better a repeat is carried out than that the name stays.
 */
export class KeptAnswers implements PersonHolder {
  readonly tables = ['idempotency'];

  constructor(private readonly cipher: ColumnCipher) {}

  async gather(person: KnownPerson, on: Runs): Promise<PersonNode[]> {
    return (await this.find(person, on)).map(({ at }) => personNode('KEPT_ANSWER', { AT: at }));
  }

  async erase(person: KnownPerson, _by: Caller, tx: Runs): Promise<number> {
    const found = await this.find(person, tx);
    for (const { caller, path, key, fate } of found)
      if (fate === 'goes') await tx.run(sql`delete from idempotency where caller = ${caller} and path = ${path} and key = ${key}`);
      else await tx.run(sql`update idempotency set answer = ${lost} where caller = ${caller} and path = ${path} and key = ${key}`);
    return found.length;
  }

  private async find(person: KnownPerson, on: Runs): Promise<(Row & { fate: Fate })[]> {
    const fateOf = this.fatesFor(person);
    const found: (Row & { fate: Fate })[] = [];
    for (let last: Row | null = null; ;) {
      const rows: Row[] = await on.run<Row>(sql`
        select caller, path, key, answer, made_at as at from idempotency
        where (caller, path, key) > (${last?.caller ?? ''}, ${last?.path ?? ''}, ${last?.key ?? ''}) order by caller, path, key limit ${rowsAtOnce}`);
      found.push(...rows.map((row) => ({ ...row, fate: fateOf(row) })).filter(({ fate }) => fate !== 'stays'));
      if (rows.length < rowsAtOnce) return found;
      last = rows.at(-1) as Row;
    }
  }

  private fatesFor(person: KnownPerson): (row: Row) => Fate {
    const own = person.hash('idempotency');
    const names = [person.subject, ...person.written].filter((name) => name !== null).map((name) => name.toLowerCase());
    const [long, short] = [names.filter(({ length }) => length >= nameLengthMin), names.filter(({ length }) => length < nameLengthMin)];
    const isNamedIn = tellingOf(long);
    return (row) => {
      const sent = `${row.key} ${row.path} ${decoded(row.path)}`.toLowerCase();
      if (row.caller === own || long.some((name) => sent.includes(name))) return 'goes';
      return row.answer !== lost && this.tells(row, isNamedIn, short) ? 'is lost' : 'stays';
    };
  }

  /** Whether an answer names the person: among other words, or by a short name as a whole value. */
  private tells(row: Row, isNamedIn: (answer: string) => boolean, short: readonly string[]): boolean {
    try {
      const answer = this.cipher.decrypt(row.answer, sealedAnswerPlace(row)).toLowerCase();
      return isNamedIn(answer) || short.some((name) => answer.includes(JSON.stringify(name)));
    } catch (error) {
      // Nobody can read it any more.
      if (error instanceof Undecipherable) return false;
      throw error;
    }
  }
}

/** A path as its words are meant; as it is, where it is no good one. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
