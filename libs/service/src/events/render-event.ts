import type { CloudEvent, EventFamily } from '@fiksu/contracts';
import type { Caller, Role } from '../access/caller.ts';

/** An event as it goes out of the platform: who may read it is for inside. */
export type OutwardEvent = Omit<CloudEvent, 'data'> & { data: Omit<CloudEvent['data'], 'visibility'> };

/** Who reads events, as far as it decides what it gets. */
export interface EventReader {
  roles: readonly Role[];
  /** The districts outside of which it gets nothing that is not public; null for no limit (G8). */
  limits: readonly string[] | null;
}

export const readerOf = (by: Caller): EventReader => ({ roles: by.claims?.roles ?? [], limits: by.limits });

/** Coordinators and admins read what services tell each other, platforms what is public and the outline of the rest (G7). */
export const readsWhole = ({ roles }: EventReader): boolean => roles.includes('admin') || roles.includes('coordinator');

/**
 * The event for this reader: what is public whole; of what is not, to those who do not coordinate, the outline of its
 * family alone, and of the change neither the reason nor the names of members that are not shown (API contract, "Events out").
 *
 * @param family undefined for a type that is not sent any more: of such a one nobody can tell what is harmless
 * @returns null for what is not public and belongs to districts outside of the reader's limits: it is left out, not blanked (G21)
 */
export function renderEvent(event: CloudEvent, family: EventFamily | undefined, reader: EventReader): OutwardEvent | null {
  if (!isWithinLimits(event, reader)) return null;
  const { visibility, ...told } = event.data;
  if (visibility === 'public' || readsWhole(reader)) return { ...event, data: told };
  const shown = ['id', 'version', 'status', ...(family?.outline ?? [])];
  const { change, ...state } = told;
  const { reason: _, fields, ...happened } = change;
  const outline = Object.fromEntries(Object.entries(state).filter(([name]) => shown.includes(name))) as typeof state;
  return { ...event, data: { ...outline, change: { ...happened, fields: fields.filter((pointer) => shown.includes(pointer.split('/')[1] ?? '')) } } };
}

/** What names no districts at all belongs to none; what names them belongs to those. */
export function isWithinLimits({ data }: CloudEvent, { limits }: EventReader): boolean {
  if (limits === null || data.visibility === 'public') return true;
  const state = data as { districts?: string[] | null; district?: string | null };
  const named = state.districts ?? state.district ?? null;
  return named === null || [named].flat().some((district) => limits.includes(district));
}
