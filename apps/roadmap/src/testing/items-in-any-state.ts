import type { Client, TestService } from '@fiksu/testing';
import type { ItemStatus } from '../items/item.ts';
import { acted } from './sessions-in-any-state.ts';

/** The smallest body that is taken (R7), about Malmi; what a test is about stands in `terms`. */
export const itemOf = (terms: object = {}): object => ({ title: { fi: 'Varjoa torille' }, horizon: 'now', districts: ['malmi'], ...terms });

/** Adds an item and tells its path. */
export async function made(by: Client, terms: object = {}): Promise<string> {
  const { status, body } = await by.post('/items', itemOf(terms));
  if (status !== 201) throw new Error(JSON.stringify(body));
  return `/items/${body.id as string}`;
}

export const reason = { fi: 'Rahoitusta ei saatu', en: 'No money was found' };

/** Which actions lead to a state, each with what it is sent; the arrows of R7. */
const waysTo: Record<ItemStatus, readonly string[]> = {
  idea: [],
  candidate: [],
  committed: ['commit'],
  'in-progress': ['commit', 'start'],
  'on-hold': ['commit', 'start', 'hold'],
  done: ['commit', 'start', 'complete'],
  dropped: ['drop'],
  superseded: ['supersede'],
};

/** An item that has come as far as this state, and its path. */
export async function itemIn(roadmap: TestService, status: ItemStatus, terms: object = {}): Promise<string> {
  const admin = await roadmap.as('admin');
  const path = await made(admin, { ...(status === 'candidate' ? { needs: [await needFor(roadmap)] } : {}), ...terms });
  for (const action of waysTo[status]) await acted(admin, path, action, await sentWith(action, admin));
  return path;
}

/** What an action has to be sent with. */
export async function sentWith(action: string, by: Client): Promise<object> {
  if (action === 'drop') return { reason };
  return action === 'supersede' ? { by: idOf(await made(by)) } : {};
}

/** A need that somebody has submitted, and its id. */
export async function needFor(roadmap: TestService, terms: object = {}): Promise<string> {
  const { body } = await roadmap.anyone.post('/needs', { title: { fi: 'Varjoa' }, districts: ['malmi'], source: 'resident', ...terms }).expect(201);
  return body.id as string;
}

export const idOf = (path: string): string => path.replace('/items/', '');
