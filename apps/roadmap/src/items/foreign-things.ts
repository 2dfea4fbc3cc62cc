import type { LocalisedText } from '@fiksu/contracts';
import type { Caller, Runs } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import type { LinkKind } from './item-links.ts';
import type { Heard } from './progress.ts';

/** What was last heard of a pilot, proposal, indicator or learning. */
export interface ForeignThing extends Heard {
  title: LocalisedText | null;
}

/** Kinds of links whose things other services own. */
export type ForeignKind = Exclude<LinkKind, 'need'>;

/** What keeps what was heard of the things of one kind. It is asked for many at once, so that a list asks one question. */
export interface Hears {
  of: (ids: readonly string[], on: Runs) => Promise<ReadonlyMap<string, ForeignThing>>;
}

/** From which states on everybody may read a thing; proposals never, indicators always (API contract, G7). */
const closed: Record<ForeignKind, (status: string | null) => boolean> = {
  pilot: (status) => status === null || status === 'preparation',
  proposal: () => true,
  indicator: () => false,
  learning: (status) => status !== 'published',
};

/** Whether this caller is told what was heard of a thing: the team of everything, everybody else of what is public. */
export const readsThing = (kind: ForeignKind, { status }: Heard, by: Caller): boolean => by.is('admin', 'coordinator') || !closed[kind](status);

/** Whether this caller is told that an item has proposals: these are the team's, and the platforms' that read its events (API contract, G7). */
export const readsProposals = (by: Caller): boolean => by.is('admin', 'coordinator', 'platform');

export const foreignKey = (kind: string, id: string): string => `${kind} ${id}`;

/**
 * The one place where items learn of what other services own, from whatever has heard of it. Of a kind that nothing hears
 * of, and of an id that nobody has told of, nothing is known: such a link is kept and shown without title and state, and
 * counts for no progress (API contract, G10 and R7).
 */
@Injectable()
export class ForeignThings {
  private readonly sources = new Map<string, Hears>();

  /** To be called in the constructor of what hears of a kind. */
  add(kind: ForeignKind, source: Hears): void {
    this.sources.set(kind, source);
  }

  /** @returns what is known of these, by {@link foreignKey} */
  async of(things: readonly { kind: string; id: string }[], on: Runs): Promise<ReadonlyMap<string, ForeignThing>> {
    const heard = new Map<string, ForeignThing>();
    for (const [kind, source] of this.sources) {
      const ids = things.filter((thing) => thing.kind === kind).map(({ id }) => id);
      if (ids.length === 0) continue;
      for (const [id, thing] of await source.of(ids, on)) heard.set(foreignKey(kind, id), thing);
    }
    return heard;
  }
}
