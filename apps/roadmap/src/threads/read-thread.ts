import { isId, type LocalisedText } from '@fiksu/contracts';
import { Database, join, notFound, sql, type Caller, type Sql } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { ItemRepository } from '../items/item.repository.ts';
import { NeedRepository } from '../needs/need.repository.ts';
import { SessionRepository } from '../sessions/session.repository.ts';
import { linksOfMembers, reachMembers } from './reach-members.ts';
import { THREAD_KINDS, inOrder, linksBetween, type Member, type Relation, type ThreadKind, type ThreadLink, type ThreadNode } from './thread.ts';
import type { ThreadView } from './threads.schema.ts';

/** A thread of this length is a whole programme; more would be no page that anybody reads. */
const membersMax = 2_000;

/** What a node is read from: which rows a caller may see, and of which of them the words. */
interface Source {
  table: Sql;
  visibleTo: (by: Caller) => Sql;
  wordsVisibleTo: (by: Caller) => Sql;
}

interface LinkRow {
  fromKind: ThreadKind;
  fromId: string;
  toKind: ThreadKind;
  toId: string;
  relation: Relation;
  at: string;
  by: string | null;
}

/**
 * Reads the thread that something is in. Needs, sessions and items are read where they are kept, as each caller may see them:
 * what has just happened is there at once.
 */
@Injectable()
export class ReadThread {
  private readonly sources: Record<ThreadKind, Source>;

  constructor(
    private readonly db: Database,
    needs: NeedRepository,
    sessions: SessionRepository,
    items: ItemRepository,
  ) {
    const of = (repository: NeedRepository | SessionRepository | ItemRepository): Source => ({
      table: repository.store.table,
      visibleTo: (by) => repository.visibleTo(by),
      wordsVisibleTo: (by) => repository.wordsVisibleTo(by),
    });
    this.sources = { need: of(needs), session: of(sessions), item: of(items) };
  }

  /** @throws DomainError NotFound (404) for a kind that is none, and for a member that is not there or may not be seen */
  async execute(kind: string, id: string, by: Caller): Promise<ThreadView> {
    const asked = { kind: kind as ThreadKind, id: id.toLowerCase() };
    if (!THREAD_KINDS.includes(asked.kind) || !isId(id)) throw notFound();
    const [self] = await this.nodesOf([asked], by);
    if (!self) throw notFound();
    const reached = await this.db.run<Member>(reachMembers(asked, membersMax + 1));
    const members = reached.slice(0, membersMax);
    const nodes = inOrder(await this.nodesOf(members, by));
    const links = linksBetween(nodes, await this.linksOf(members));
    return { ...asked, nodes: nodes.map((node) => ({ ...node, service: 'roadmap' })), links, complete: reached.length <= membersMax };
  }

  private async nodesOf(members: readonly Member[], by: Caller): Promise<ThreadNode[]> {
    const selects = THREAD_KINDS.map((kind) => {
      const { table, visibleTo, wordsVisibleTo } = this.sources[kind];
      return sql`select ${kind}::text as kind, id, case when (${wordsVisibleTo(by)}) then title end as title, status, created_at as at
        from ${table} where id = any(${idsOf(members, kind)}::uuid[]) and (${visibleTo(by)})`;
    });
    return this.db.run<{ kind: ThreadKind; id: string; title: LocalisedText | null; status: string; at: string }>(join(selects, ' union all '));
  }

  private async linksOf(members: readonly Member[]): Promise<ThreadLink[]> {
    const [needs, sessions, items] = THREAD_KINDS.map((kind) => idsOf(members, kind)) as [string[], string[], string[]];
    const rows = await this.db.run<LinkRow>(linksOfMembers(needs, sessions, items));
    return rows.map(({ fromKind, fromId, toKind, toId, ...link }) => ({ from: { kind: fromKind, id: fromId }, to: { kind: toKind, id: toId }, ...link }));
  }
}

const idsOf = (members: readonly Member[], wanted: ThreadKind): string[] => members.filter(({ kind }) => kind === wanted).map(({ id }) => id);
