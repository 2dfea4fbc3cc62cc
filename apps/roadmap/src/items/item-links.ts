/** What an item is linked with: ids in lists of the item itself, and a note of each, since when and by whom (API contract, R7). */
import type { Role } from '@fiksu/service';
import type { Item } from './item.ts';

export const LINK_KINDS = ['pilot', 'proposal', 'indicator', 'need', 'learning'] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

/** Who made a link: a role, and for whom it acted; never a person's name. */
export interface LinkAuthor {
  role: Role | 'clock' | 'rule';
  organisation: string | null;
}

export interface LinkNote {
  /** `item` for the one that took its place. */
  kind: LinkKind | 'item';
  id: string;
  /** An instant, UTC. */
  since: string;
  by: LinkAuthor;
}

/** The member of an item in which links of this kind stand. */
export const memberOf = { need: 'needs', pilot: 'pilots', proposal: 'proposals', indicator: 'indicators', learning: 'learnings' } as const;

type Linked = Pick<Item, (typeof memberOf)[LinkKind]>;

/** All links of an item, by kind. */
export const linksOf = (item: Linked): { kind: LinkKind; id: string }[] => LINK_KINDS.flatMap((kind) => item[memberOf[kind]].map((id) => ({ kind, id })));

export const isLinked = (item: Linked, kind: LinkKind, id: string): boolean => item[memberOf[kind]].includes(id);

export const link = (item: Item, kind: LinkKind, id: string): Item =>
  isLinked(item, kind, id) ? item : { ...item, [memberOf[kind]]: [...item[memberOf[kind]], id] };

export const unlink = (item: Item, kind: LinkKind, id: string): Item => ({ ...item, [memberOf[kind]]: item[memberOf[kind]].filter((other) => other !== id) });

/** The notes of exactly the links that are there: of those that stay as they were, of new ones from now on. */
export function noted(item: Item, now: string, by: LinkAuthor): Item {
  const known = new Map(item.linked.map((note) => [`${note.kind} ${note.id}`, note]));
  const successor: Pick<LinkNote, 'kind' | 'id'>[] = item.supersededBy === null ? [] : [{ kind: 'item', id: item.supersededBy }];
  const links = [...linksOf(item), ...successor];
  return { ...item, linked: links.map(({ kind, id }) => known.get(`${kind} ${id}`) ?? { kind, id, since: now, by }) };
}
