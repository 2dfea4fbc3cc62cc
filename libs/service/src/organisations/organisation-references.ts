import { isId } from '@fiksu/contracts';
import { sql, type Runs, type Sql, type Stored } from '@fiksu/database';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../access/caller.ts';
import type { Repository } from '../recording/repository.ts';
import { renamed, stringsIn } from './rename-organisation.ts';

/** How many things of one kind name an organisation: `{ kind: 'programme', count: 2 }`. */
export interface Named {
  kind: string;
  count: number;
}

/** What knows of rows that name organisations, and names them anew: a collection, or something of a service's own. */
export interface NamesOrganisations {
  kind: string;
  count(id: string, on: Runs): Promise<number>;
  /** Puts the survivor in the place of the old one, and tells in how many things. May be asked again when all is done. */
  rename(old: string, survivor: string, by: Caller, tx: Runs): Promise<number>;
}

/**
 * All that names organisations in a service. When one is merged into another, what names it names the survivor from then
 * on (API contract, P2): at once where it stands, and whenever somebody writes the old id again.
 */
@Injectable()
export class OrganisationReferences {
  private readonly known: NamesOrganisations[] = [];
  /** `programme.lead`: table and member, of all that was added. */
  readonly members: string[] = [];

  /** @param members those of a row that hold an organisation's id: one, a list of them, or a value that names some */
  add<Row extends Stored>(repository: Repository<Row, object>, members: readonly (keyof Row & string)[]): void {
    this.members.push(...members.map((member) => `${repository.store.name}.${member}`));
    repository.settle = (before, next, on) => settled(members, before, next, on);
    this.known.push(new ReferencesOf(repository, members));
  }

  addOwn(own: NamesOrganisations): void {
    this.known.push(own);
  }

  /** Of what names it: one count a kind, none for what does not. */
  async count(id: string, on: Runs): Promise<Named[]> {
    const counted: Named[] = [];
    for (const each of this.known) counted.push({ kind: each.kind, count: await each.count(id, on) });
    return summed(counted);
  }

  async rename(old: string, survivor: string, by: Caller, tx: Runs): Promise<void> {
    for (const each of this.known) await each.rename(old, survivor, by, tx);
  }
}

/** The rows of one collection that name an organisation. */
class ReferencesOf<Row extends Stored> implements NamesOrganisations {
  constructor(
    private readonly repository: Repository<Row, object>,
    private readonly members: readonly (keyof Row & string)[],
  ) {}

  get kind(): string {
    return this.repository.noun;
  }

  async count(id: string, on: Runs): Promise<number> {
    const [row] = await on.run<{ count: number }>(sql`select count(*)::integer as count from ${this.repository.store.table} where ${this.naming(id)}`);
    return row?.count ?? 0;
  }

  async rename(old: string, survivor: string, by: Caller, tx: Runs): Promise<number> {
    const { store } = this.repository;
    const rows = await tx.run<Row>(sql`select ${store.columns} from ${store.table} where ${this.naming(old)} order by id for update`);
    for (const row of rows) await this.repository.saveBeside(row, renamedIn(row, this.members, new Map([[old, survivor]])), by, { action: 'change' }, tx);
    return rows.length;
  }

  private naming(id: string): Sql {
    return this.repository.store.holding(this.members, id);
  }
}

function renamedIn<Row extends object>(row: Row, members: readonly (keyof Row & string)[], ids: ReadonlyMap<string, string>): Row {
  return { ...row, ...Object.fromEntries(members.map((member) => [member, renamed(row[member], ids)])) };
}

/** A row as it is to be kept: what is written with the id of an organisation that was merged names the survivor. */
async function settled<Row extends Stored>(members: readonly (keyof Row & string)[], before: Row | null, next: Row, on: Runs): Promise<Row> {
  const known = new Set(before && members.flatMap((member) => stringsIn(before[member])));
  const added = members.flatMap((member) => stringsIn(next[member])).filter((text) => isId(text) && !known.has(text));
  if (added.length === 0) return next;
  const merged = await on.run<{ old: string; survivor: string }>(sql`select old, survivor from merged_organisation where old = any(${added}::uuid[])`);
  return merged.length === 0 ? next : renamedIn(next, members, new Map(merged.map(({ old, survivor }) => [old, survivor])));
}

const summed = (counted: readonly Named[]): Named[] =>
  [...Map.groupBy(counted, ({ kind }) => kind)]
    .map(([kind, of]) => ({ kind, count: of.reduce((total, { count }) => total + count, 0) }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => (a.kind < b.kind ? -1 : 1));
