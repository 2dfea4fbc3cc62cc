import type { CloudEvent } from '@fiksu/contracts';
import { invalid, type Fault } from '../problems/domain-error.ts';

/** What tells one event from another, a consumer what to make of it, and us who may read it: nobody's words, and never taken out. */
const kept = ['id', 'version', 'status', 'visibility', 'district', 'districts', 'change'].map((name) => `/data/${name}`);
const onlyReason = '/data/change/reason';

type Fits = (event: CloudEvent) => boolean;

/**
 * The event without what stands at these JSON pointers. A member is taken out where the event's schema can do without
 * it, or is null where the schema takes that. In a list something empty stays in its place, so that the same pointers
 * name the same things when a request is repeated.
 *
 * @throws DomainError Invalid (422) with a pointer for each of the pointers at which there is nothing, or nothing that can be spared
 */
export function redactPointers(event: CloudEvent, pointers: readonly string[], fits: Fits): CloudEvent {
  const faults: Fault[] = [];
  let redacted = event;
  pointers.forEach((pointer, index) => {
    const outcome = whyNot(pointer) ?? without(redacted, pointer, fits);
    if (typeof outcome === 'string') faults.push({ pointer: `/pointers/${index}`, detail: outcome });
    else redacted = outcome;
  });
  if (faults.length > 0) throw invalid(faults);
  return redacted;
}

function whyNot(pointer: string): string | null {
  if (!pointer.startsWith('/data/')) return 'Only what stands under /data can be taken out';
  const isKept = kept.some((name) => pointer === name || pointer.startsWith(`${name}/`));
  return isKept && pointer !== onlyReason && !pointer.startsWith(`${onlyReason}/`) ? 'Says what has happened, to what and where, and stays' : null;
}

/** The event without it, or why that cannot be. */
function without(event: CloudEvent, pointer: string, fits: Fits): CloudEvent | string {
  const names = pointer
    .slice(1)
    .split('/')
    .map((name) => name.replace(/~1/g, '/').replace(/~0/g, '~'));
  const name = names.pop() as string;
  const found = memberOf(holderOf(event, names), name);
  if (found === undefined || isNothing(found)) return 'There is nothing here';
  const redacted = structuredClone(event);
  const holder = holderOf(redacted, names) as Record<string, unknown>;
  const inList = Array.isArray(holder);
  if (!inList) {
    delete holder[name];
    if (fits(redacted)) return redacted;
  }
  for (const nothing of inList ? [null, typeof found === 'string' ? '' : {}] : [null]) {
    holder[name] = nothing;
    if (fits(redacted)) return redacted;
  }
  return 'Cannot be spared: an event of this type needs it';
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isNothing = (value: unknown): boolean => value === null || value === '' || (isObject(value) && Object.keys(value).length === 0);

function memberOf(holder: unknown, name: string): unknown {
  if (!isObject(holder) || !Object.hasOwn(holder, name)) return undefined;
  // A list has its length as a member of its own, and its places are written without zeros before them.
  if (Array.isArray(holder) && !/^(0|[1-9]\d*)$/.test(name)) return undefined;
  return (holder as Record<string, unknown>)[name];
}

const holderOf = (event: unknown, names: readonly string[]): unknown => names.reduce(memberOf, event);
