/** What has changed from one version of the roadmap to another (API contract, R8). Pure functions. */
import type { LocalisedText } from '@fiksu/contracts';
import type { Horizon } from '../items/item.ts';
import { canonicalJson } from './canonical-json.ts';
import type { PublishedItem } from './version.ts';

interface Named {
  id: string;
  title: LocalisedText;
}

export interface ValueChange {
  /** A JSON pointer (RFC 6901) into the item. */
  pointer: string;
  /** `null` for what is not there. */
  from: unknown;
  to: unknown;
}

export interface Diff {
  added: Named[];
  removed: Named[];
  dropped: (Named & { reason: LocalisedText | null })[];
  changed: (Named & { changes: ValueChange[] })[];
  moved: (Named & { from: Horizon; to: Horizon })[];
}

/** An item as some version told that it was dropped. */
export type Dropped = Pick<PublishedItem, 'id' | 'title' | 'dropReason'>;

/**
 * What is in `b` and was not in `a`, or the other way round; what was dropped; and of what is in both, each value that is another
 * one. An item that was dropped is told as dropped and nothing else.
 * @param between what the versions after `a`, up to `b`, told as dropped: each tells it once, and `b` may be a later one
 */
export function diffVersions(a: readonly PublishedItem[], b: readonly PublishedItem[], between: readonly Dropped[] = []): Diff {
  const [before, after] = [byId(a), byId(b)];
  const droppedNow = b.filter(({ id, status }) => status === 'dropped' && before.get(id)?.status !== 'dropped');
  const droppedThen = between.filter(({ id }) => !after.has(id) && before.has(id) && before.get(id)?.status !== 'dropped');
  const dropped = byId([...droppedNow, ...droppedThen]);
  const both = b.flatMap((item) => (before.has(item.id) && !dropped.has(item.id) ? { from: before.get(item.id) as PublishedItem, to: item } : []));
  return {
    added: b.filter(({ id }) => !before.has(id) && !dropped.has(id)).map(named),
    removed: a.filter(({ id }) => !after.has(id) && !dropped.has(id)).map(named),
    dropped: [...dropped.values()].map((item) => ({ ...named(item), reason: item.dropReason })),
    changed: both.map(({ from, to }) => ({ ...named(to), changes: changesOf(from, to) })).filter(({ changes }) => changes.length > 0),
    moved: both.filter(({ from, to }) => from.horizon !== to.horizon).map(({ from, to }) => ({ ...named(to), from: from.horizon, to: to.horizon })),
  };
}

const byId = <Item extends { id: string }>(items: readonly Item[]): Map<string, Item> => new Map(items.map((item) => [item.id, item]));

const named = ({ id, title }: Named): Named => ({ id, title });

/**
 * Objects are looked into, member by member; a list is one value, since its places say nothing. Two values are the same where
 * their canonical JSON is: versions of one hash have no difference.
 */
export function changesOf(from: unknown, to: unknown, pointer = ''): ValueChange[] {
  if (!isObject(from) || !isObject(to))
    return canonicalJson(from ?? null) === canonicalJson(to ?? null) ? [] : [{ pointer, from: from ?? null, to: to ?? null }];
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return names.flatMap((name) => changesOf(from[name], to[name], `${pointer}/${escaped(name)}`));
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** RFC 6901, section 3. */
const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
