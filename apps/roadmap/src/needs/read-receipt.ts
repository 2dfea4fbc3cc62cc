import type { LocalisedText } from '@fiksu/contracts';
import { Database, notFound, sql, type Sql } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { publicItems } from '../items/item.repository.ts';
import { NeedRepository, publicNeeds } from './need.repository.ts';
import { withoutProposals, type Need, type NeedLink, type NeedStatus } from './need.ts';
import type { Receipt } from './needs.schema.ts';
import { receiptHashOf } from './submit-need.ts';

interface Step {
  at: string;
  action: string;
  to: NeedStatus;
  reason: LocalisedText | null;
}

interface ToldLink extends NeedLink {
  title: LocalisedText | null;
  status: string | null;
}

/** What became of a need, for the author who holds its secret link: of other things no more than what everybody may read. */
@Injectable()
export class ReadReceipt {
  constructor(
    private readonly needs: NeedRepository,
    private readonly db: Database,
  ) {}

  async execute(secret: string): Promise<Receipt> {
    const [need] = await this.db.run<Need>(sql`select ${this.needs.store.columns} from need where receipt_hash = ${receiptHashOf(secret)}`);
    if (!need) throw notFound('There is no such receipt');
    const steps = await this.db.run<Step>(
      sql`select at, action, "to", reason from history where collection = 'needs' and resource = ${need.id} and "from" is distinct from "to" order by version`,
    );
    const links = await this.linksOf(need);
    return {
      need: { id: need.id, title: need.title, status: need.status },
      updates: steps.map(({ at, action, to, reason }) => ({ at, status: to, ...(reason ? { reason } : {}), links: links[action] ?? [] })),
    };
  }

  /** Where a need has gone, the items that it became, and what answers it, by the action that made each of them. */
  private async linksOf(need: Need): Promise<Record<string, ToldLink[]>> {
    const merge = need.mergedInto ? await this.db.run<ToldLink>(survivorOf(need.id)) : [];
    const crystallise = await this.db.run<ToldLink>(itemsOf(need.id));
    const links = need.addressed ? withoutProposals(need.addressed).links : [];
    const known = new Map((await this.db.run<ToldLink>(titlesOf(links))).map((told) => [`${told.kind} ${told.id}`, told]));
    const address = links.map(({ kind, id }) => known.get(`${kind} ${id}`) ?? { kind, id, title: null, status: null });
    return { merge, crystallise, address };
  }
}

/** The need that goes on at the end of the way: one that was merged itself is none. */
const survivorOf = (id: string): Sql => sql`
  with recursive way as (
    select merged_into as id from need where id = ${id}
    union select need.merged_into from way join need on need.id = way.id)
  select 'need' as kind, need.id, need.title, need.status from way join need on need.id = way.id where ${publicNeeds}`;

const itemsOf = (need: string): Sql =>
  sql`select 'item' as kind, id, title, status from item where needs @> array[${need}::uuid] and ${publicItems} order by created_at, id`;

const titlesOf = (links: readonly NeedLink[]): Sql => {
  const ids = (kind: string) => links.filter((link) => link.kind === kind).map(({ id }) => id);
  return sql`select 'need' as kind, id, title, status from need where id = any(${ids('need')}::uuid[]) and ${publicNeeds}
    union all select 'item', id, title, status from item where id = any(${ids('item')}::uuid[]) and ${publicItems}
    union all select 'session', id, title, status from session where id = any(${ids('session')}::uuid[]) and status = 'closed'`;
};
