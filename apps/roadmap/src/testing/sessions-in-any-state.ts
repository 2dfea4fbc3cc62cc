import type { Client } from '@fiksu/testing';
import { designSprint } from '../methods/methods.schema.ts';

/** Acts on something in the version that it has, and tells what is answered. */
export async function acted(by: Client, path: string, action: string, sent: object = {}) {
  const { status, body } = await by.act(path, action, sent);
  if (status !== 200) throw new Error(`${action}: ${JSON.stringify(body)}`);
  return body;
}

/** Publishes a method, the design sprint unless `terms` say otherwise, and tells its id. */
export async function publishedMethod(coordinator: Client, terms: object = {}): Promise<string> {
  const { body } = await coordinator.post('/methods', { ...designSprint, ...terms }).expect(201);
  await acted(coordinator, `/methods/${body.id}`, 'publish');
  return body.id as string;
}

/** What a session in Malmi is planned with; what a test is about stands in `terms`. */
export const sessionOf = (method: string, terms: object = {}): object => ({
  ...{ method, title: { en: 'Malmi sprint' }, districts: ['malmi'] },
  ...{ startsAt: '2027-02-01T07:00:00.000Z', endsAt: '2027-02-02T14:00:00.000Z', ...terms },
});

/** A session that is planned, and its path. */
export async function plannedSession(coordinator: Client, terms: { method?: string } & Record<string, unknown> = {}): Promise<string> {
  const { method = await publishedMethod(coordinator), ...rest } = terms;
  const { status, body } = await coordinator.post('/sessions', sessionOf(method, rest));
  if (status !== 201) throw new Error(JSON.stringify(body));
  return `/sessions/${body.id as string}`;
}

/** A session that has been opened, and its path. */
export async function openSession(coordinator: Client, terms: { method?: string } & Record<string, unknown> = {}): Promise<string> {
  const path = await plannedSession(coordinator, terms);
  await acted(coordinator, path, 'open');
  return path;
}

/** A session that has been closed with nothing, and its path. */
export async function closedSession(coordinator: Client, terms: { method?: string } & Record<string, unknown> = {}): Promise<string> {
  const path = await openSession(coordinator, terms);
  await acted(coordinator, path, 'close');
  return path;
}

export const sessionIdOf = (path: string): string => path.replace('/sessions/', '');
