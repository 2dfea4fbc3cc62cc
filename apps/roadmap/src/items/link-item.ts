import type { LocalisedText } from '@fiksu/contracts';
import { Database, DomainError, invalid, notFound, sql, type Caller, type Runs } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { NeedRepository } from '../needs/need.repository.ts';
import { CheckItem } from './check-item.ts';
import { ForeignThings, foreignKey, readsProposals, readsThing } from './foreign-things.ts';
import { LINK_KINDS, isLinked, link, unlink, type LinkKind, type LinkNote } from './item-links.ts';
import { ItemRepository } from './item.repository.ts';
import type { Item } from './item.ts';
import type { LinkBody, LinkView } from './items.schema.ts';

type Known = ReadonlyMap<string, { title: LocalisedText | null; status: string | null }>;

/** What an item is linked with: the same as stands in its `needs`, `pilots`, `proposals`, `indicators`, `learnings` (API contract, R7). */
@Injectable()
export class LinkItem {
  constructor(
    private readonly items: ItemRepository,
    private readonly needs: NeedRepository,
    private readonly checkItem: CheckItem,
    private readonly foreign: ForeignThings,
    private readonly db: Database,
  ) {}

  async list(itemId: string, by: Caller): Promise<{ data: LinkView[] }> {
    const item = await this.items.get(itemId, by);
    if (!this.items.readsWordsOf(item, by)) throw notFound();
    const notes = notesOf(item).filter(({ kind }) => kind !== 'proposal' || readsProposals(by));
    const known = await this.known(notes, by, this.db);
    return { data: notes.map((note) => viewOf(item, note, known)) };
  }

  /** @throws DomainError Conflict (409) `already-exists`; Invalid (422) at `/id` for a need that there is not */
  add(itemId: string, { kind, id }: LinkBody, by: Caller): Promise<LinkView> {
    return this.db.transaction(async (tx) => {
      let linked = id;
      const decide = async (item: Item) => {
        if (kind === 'need') linked = await this.survivorOf(id, by, tx);
        if (isLinked(item, kind, linked))
          throw new DomainError('Conflict', 'already-exists', 'It is linked already', {
            existing: linked,
            errors: [{ pointer: '/id', detail: 'Is linked already' }],
          });
        return link(item, kind, linked);
      };
      const of = async (saved: Item) => {
        const note = notesOf(saved).find((one) => one.kind === kind && one.id === linked) as OwnNote;
        return { ...viewOf(saved, note, await this.known([note], by, tx)), version: saved.version };
      };
      return this.items.addTo(itemId, by, { action: 'change', decide }, { status: 201, of }, tx);
    });
  }

  /** @throws DomainError NotFound (404) for a link that is not there */
  async remove(itemId: string, kind: string, id: string, by: Caller): Promise<void> {
    await this.db.transaction(async (tx) => {
      const decide = (item: Item) => {
        const known = LINK_KINDS.find((one) => one === kind);
        const linked = id.toLowerCase();
        if (!known || !isLinked(item, known, linked)) throw notFound('There is no such link');
        return unlink(item, known, linked);
      };
      await this.items.addTo(itemId, by, { action: 'change', decide }, { status: 200, of: () => ({}) }, tx);
    });
  }

  private async survivorOf(id: string, by: Caller, tx: Runs): Promise<string> {
    const need = await this.needs.store.find(id, this.needs.visibleTo(by), tx);
    if (!need) throw invalid([{ pointer: '/id', detail: 'There is no such need' }]);
    const [survivor = id] = await this.checkItem.survivorsOf([id], [], tx);
    return survivor;
  }

  /** Titles and states, as far as this caller may see the things: of needs as they are, of others as last heard. */
  private async known(notes: readonly OwnNote[], by: Caller, on: Runs): Promise<Known> {
    const ids = notes.filter(({ kind }) => kind === 'need').map(({ id }) => id);
    const needs = await on.run<{ id: string; title: LocalisedText; status: string }>(
      sql`select id, title, status from need where id = any(${ids}) and (${this.needs.wordsVisibleTo(by)})`,
    );
    const heard = await this.foreign.of(notes, on);
    const known = new Map<string, { title: LocalisedText | null; status: string | null }>();
    for (const { kind, id } of notes) {
      const thing = kind === 'need' ? undefined : heard.get(foreignKey(kind, id));
      if (kind !== 'need' && thing && readsThing(kind, thing, by)) known.set(foreignKey(kind, id), thing);
    }
    for (const { id, title, status } of needs) known.set(foreignKey('need', id), { title, status });
    return known;
  }
}

type OwnNote = LinkNote & { kind: LinkKind };

/** Without the item that took its place, which is no link that anybody can take away. */
const notesOf = (item: Item): OwnNote[] => item.linked.filter((note): note is OwnNote => note.kind !== 'item');

function viewOf(item: Item, { kind, id, since, by }: OwnNote, known: Known): LinkView {
  const thing = known.get(foreignKey(kind, id));
  return { kind, id, item: item.id, title: thing?.title ?? null, status: thing?.status ?? null, since, by };
}
