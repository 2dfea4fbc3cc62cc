import type { DetailRow } from './read-pages.ts';
import { itemOf, post, promisesIn } from './promise.ts';
import type { Promised } from './promise.ts';

/**
 * What a row of `api-details.md` spells out: `POST /needs/{id}/triage`, and what it shortens to
 * `…/{mid}/done` or `/{pid}/pay` after an address that it has spelled out before.
 */
export function promisesOfDetailRow(row: DetailRow): Promised[] {
  const promises: Promised[] = [];
  let before = /^[a-z]+$/.test(row.subject) ? `/${row.subject}` : undefined;
  for (const code of row.code) {
    for (const { method, path } of [...promisesIn(code), ...shortenedActionIn(code)]) {
      if (path.startsWith('/…')) continue;
      const whole = isShortened(path) ? completed(path, before) : path.replace(/^\/(\w+|\{service\})\/v1(?=\/)/, '');
      if (!whole) continue;
      promises.push({ method, path: whole });
      before = whole;
    }
  }
  return promises;
}

/** `…/{mid}/complete {}` and `/{pid}/approve` stand without their verb; what is shortened so is always an action. */
function shortenedActionIn(code: string): Promised[] {
  const path = /^(?:…\/|\/\{(?!service\})\w+\}\/)[^\s?]+/.exec(code)?.[0];
  return path ? [post(path)] : [];
}

function isShortened(path: string): boolean {
  return path.startsWith('…') || (path.startsWith('/{') && !path.startsWith('/{service}'));
}

/**
 * Joins a shortened path to the address before it: where that address has the same word, there
 * (`…/reports/{rid}/approve`); a parameter, below the collection (`…/{mid}/done`); an action, at the same thing.
 */
function completed(shortened: string, before: string | undefined): string | undefined {
  if (!before) return undefined;
  const tail = shortened.replace(/^…?\//, '').split('/');
  const known = before.split('/');
  const same = known.lastIndexOf(tail[0] ?? '');
  if (same > 0) return [...known.slice(0, same), ...tail].join('/');
  if (tail[0]?.startsWith('{')) return [...known, ...tail].join('/');
  const lastParameter = known.findLastIndex((segment) => segment.startsWith('{'));
  const thing = lastParameter > 0 ? known.slice(0, lastParameter + 1).join('/') : itemOf(before);
  return [thing, ...tail].join('/');
}
