import { Id, Slug, itemEvents, type CloudEvent, type LocalisedText } from '@fiksu/contracts';
import {
  searchIn,
  Attachables,
  Database,
  DomainError,
  OrganisationReferences,
  Repository,
  defineListing,
  equals,
  includes,
  invalid,
  notFound,
  oneOf,
  organisation,
  raw,
  sql,
  type Action,
  type Caller,
  type Filter,
  type History,
  type Listing,
  type ListQuery,
  type Runs,
  type Sql,
} from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { readsProposals } from './foreign-things.ts';
import { healthOf } from './health.ts';
import { noted } from './item-links.ts';
import { ItemSurroundings, type Surroundings } from './item-surroundings.ts';
import { ItemEntity } from './item.entity.ts';
import { HORIZONS, ITEM_STATUSES, allowedIn, isPublic, settled, type Item } from './item.ts';
import type { ItemView } from './items.schema.ts';
import { milestoneView } from './milestone-view.ts';
import { overrideOf, type Override } from './override.ts';
import { progressOf } from './progress.ts';
import { timelinessOf } from './timeliness.ts';

/** A column of a list of ids that has one of the values. */
const names = (column: string): Filter => ({
  value: Id,
  where: (values) => sql`${raw(column)} && ${values}::uuid[]`,
  countBy: raw(`unnest(${column})::text`),
});

export const itemListing = defineListing({
  filters: {
    status: oneOf(z.enum(ITEM_STATUSES), raw('status')),
    horizon: oneOf(z.enum(HORIZONS), raw('horizon')),
    district: includes(Slug, raw('districts')),
    theme: includes(Slug, raw('themes')),
    owner: organisation(raw('owner')),
    programme: equals(Id, raw('programme')),
    need: names('needs'),
    dependsOn: names('depends_on'),
    pilot: names('pilots'),
    proposal: names('proposals'),
    indicator: names('indicators'),
    learning: names('learnings'),
    development: names('developments'),
    supersededBy: equals(Id, raw('superseded_by')),
  },
  sorts: {
    horizon: { column: sql`array_position(${[...HORIZONS]}::text[], horizon)`, type: 'integer' },
    confirmedAt: { column: raw('confirmed_at'), type: 'timestamptz' },
  },
  search: searchIn(raw('title'), raw('goal')),
});

/** What everybody may read: a condition on rows of `item`. */
export const publicItems = raw('committed_at is not null');
const onlyPublic: Filter = { value: z.string(), where: () => publicItems };
const none: Filter = { value: z.string(), where: () => raw('false') };

const { status, district, theme, proposal } = itemListing.filters;
const filtersOfEvents = [status, district, theme];

/** What a change answers, made of the item as it then is. */
interface Answer<Body extends object> {
  status: 200 | 201;
  of: (saved: Item) => Body | Promise<Body>;
}

/** A change of a part of an item, which others may be told of beside. */
interface ChangeOfPart {
  action: string;
  reason?: LocalisedText | null;
  eventsOfParts?: (saved: Item) => CloudEvent[];
}

/** An item as it was read for a view, with what its computed readings depend on. */
type Seen = Item & { around?: Surroundings };

@Injectable()
export class ItemRepository extends Repository<Item, ItemView> {
  constructor(
    db: Database,
    attachables: Attachables,
    references: OrganisationReferences,
    private readonly surroundings: ItemSurroundings,
  ) {
    super(db, ItemEntity, 'items', itemEvents);
    references.add(this, ['owner']);
    attachables.add({ table: raw('item'), visibleTo: (by) => this.wordsVisibleTo(by) });
  }

  /** Everybody sees what was ever committed to, coordinators and platforms all, limited coordinators all of their districts (G7, G8). */
  override visibleTo(by: Caller): Sql {
    if (by.limits) return sql`(${publicItems}) or districts && ${by.limits}::text[]`;
    return by.is('admin', 'coordinator', 'platform') ? raw('true') : publicItems;
  }

  /** The items of which this caller reads what people wrote. */
  wordsVisibleTo(by: Caller): Sql {
    return by.readsAsEvents ? publicItems : this.visibleTo(by);
  }

  /** Whether this caller, who sees the item, reads what people wrote about it. */
  readsWordsOf(item: Item, by: Caller): boolean {
    return isPublic(item) || !by.readsAsEvents;
  }

  override visibilityOf(item: Item) {
    return isPublic(item) ? 'public' : 'internal';
  }

  override list(listing: Listing, query: ListQuery, by: Caller) {
    return super.list(listing, this.withoutGuesses(query, by), by);
  }

  override counts(listing: Listing, query: ListQuery, by: Caller) {
    return super.counts(listing, this.withoutGuesses(query, by), by);
  }

  /** A platform that searches or sorts by what it may not read searches the public items alone, and who asks for proposals none: a hit would tell it. */
  private withoutGuesses(query: ListQuery, by: Caller): ListQuery {
    const asked = [...query.filters.map(([filter]) => filter), ...(query.by === null ? [] : [itemListing.filters[query.by]])];
    if (!readsProposals(by) && asked.includes(proposal)) return { ...query, filters: [...query.filters, [none, []]] };
    const guesses = query.q !== null || !['createdAt', 'updatedAt'].includes(query.sort.field) || asked.some((filter) => !filtersOfEvents.includes(filter));
    return by.readsAsEvents && guesses ? { ...query, filters: [...query.filters, [onlyPublic, []]] } : query;
  }

  override async history(id: string, by: Caller): Promise<History> {
    const history = await super.history(id, by);
    if (!by.readsAsEvents || isPublic(await this.get(id, by))) return history;
    return { data: history.data.map((entry) => ({ ...entry, reason: null })) };
  }

  override mayChange({ districts }: Pick<Item, 'districts'>, by: Caller): void {
    by.requireWithin(districts);
  }

  /** What it names was removed a moment ago. */
  protected override refusalOf(constraint: string, { next }: { next: Item | null }): DomainError | null {
    return constraint === 'item_programme' && next !== null ? invalid([{ pointer: '/programme', detail: 'There is no such programme' }]) : null;
  }

  /** With what its readings depend on, read where it is read: inside a transaction nobody waits for another connection. */
  override async get(id: string, by: Caller, on: Runs = this.db): Promise<Item> {
    return this.withSurroundings(await super.get(id, by, on), on);
  }

  override async create(row: Item, by: Caller, beside: object = {}, on: Runs = this.db): Promise<ItemView> {
    return super.create(await this.withSurroundings(written(row, by), on), by, beside, on);
  }

  override addBeside(row: Item, by: Caller, on: Runs): Promise<void> {
    return super.addBeside(written(row, by), by, on);
  }

  override async save(before: Item, next: Item, by: Caller, action: Omit<Action<Item>, 'decide'>, on: Runs = this.db): Promise<ItemView> {
    return super.save(before, await this.withSurroundings(written(next, by), on), by, action, on);
  }

  override saveBeside(before: Item, next: Item, by: Caller, action: Pick<Action<Item>, 'action' | 'reason'>, on: Runs): Promise<void> {
    return super.saveBeside(before, written(next, by), by, action, on);
  }

  /**
   * Adds something to an item as it is now: whoever adds has read no version of it, and none is asked for (G4).
   * @param answer what is answered of the item as it then is
   * @param on a transaction
   */
  async addTo<Body extends object>(id: string, by: Caller, action: ChangeOfPart & Pick<Action<Item>, 'decide'>, answer: Answer<Body>, on: Runs): Promise<Body> {
    this.mayChange(await this.get(id, by, on), by);
    const before = (await this.store.findForUpdate([id], on)).get(id);
    if (!before) throw notFound();
    return this.saveAnswering(before, await action.decide(before), by, action, answer, on);
  }

  /** A change that is answered by a part of the item: a milestone, a link. */
  async saveAnswering<Body extends object>(
    before: Item,
    next: Item,
    by: Caller,
    { action, reason = null, eventsOfParts = () => [] }: ChangeOfPart,
    answer: Answer<Body>,
    on: Runs = this.db,
  ): Promise<Body> {
    const settledNext = await this.settle(before, written(next, by), on);
    const saved = this.store.asKept({ ...settledNext, version: before.version + 1, updatedAt: by.at });
    const body = await answer.of(await this.withSurroundings(saved, on));
    await this.write({ before, next: saved, action, reason, by, answer: { status: answer.status, body }, eventsOfParts: eventsOfParts(saved) }, on);
    return body;
  }

  override async view(item: Item, by: Caller): Promise<ItemView> {
    const [view] = await this.views([item], by);
    return view as ItemView;
  }

  override async views(items: Item[], by: Caller): Promise<ItemView[]> {
    const unknown = items.filter((item: Seen) => item.around === undefined);
    const around = unknown.length === 0 ? null : await this.surroundings.of(unknown);
    return items.map((item: Seen) => viewOf(item, item.around ?? (around?.(item) as Surroundings), by));
  }

  private async withSurroundings(item: Item, on: Runs): Promise<Seen> {
    return { ...item, around: (await this.surroundings.of([item], on))(item) };
  }
}

/** What follows from any change: the state that comes by itself, the notes of links, and that a person has looked at it. */
function written(item: Item, by: Caller): Item {
  const author = { role: by.nobody ?? by.role, organisation: by.claims?.org ?? null };
  return { ...noted(settled(item), by.at, author), confirmedAt: by.nobody ? item.confirmedAt : by.at };
}

function viewOf(item: Seen, { heard, updateDays }: Surroundings, by: Caller): ItemView {
  const { id, version, districts, themes, createdAt, updatedAt } = item;
  const known = { id, version, status: item.status, actions: actionsOf(item, by), districts, themes, createdAt, updatedAt };
  if (by.readsAsEvents && !isPublic(item)) return known;
  const { linked: _l, overrides: _o, around: _a, milestones, proposals, ...open } = item;
  return {
    ...open,
    ...known,
    ...(readsProposals(by) ? { proposals } : {}),
    milestones: milestones.map((milestone) => milestoneView(milestone, by)),
    progress: { ...progressOf(item, heard), override: shown(overrideOf(item, 'progress', by.at)) },
    timeliness: { ...timelinessOf(item, updateDays, by.at), override: shown(overrideOf(item, 'timeliness', by.at)) },
    health: { ...healthOf(item, by.at), override: shown(overrideOf(item, 'health', by.at)) },
  };
}

function shown<Set extends Override>(set: Set | null): { value: Set['value']; reason: LocalisedText; until: string } | null {
  return set && { value: set.value, reason: set.reason, until: set.until };
}

/** What this caller may do now: by state and role alone (G26b). */
function actionsOf(item: Item, by: Caller): string[] {
  if (!by.is('admin', 'coordinator')) return [];
  return [...allowedIn(item.status), 'confirm', 'override'];
}
