import type { TestService } from '@fiksu/testing';
import type { NeedStatus } from '../needs/need.ts';

/** What a resident sends about Malmi; what a test is about stands in `terms`. */
export const needOf = (terms: object = {}): object => ({ title: { fi: 'Varjoa torille' }, districts: ['malmi'], source: 'resident', ...terms });

/** Submits a need without a token, and tells its path. */
export async function submitted(roadmap: TestService, terms: object = {}): Promise<string> {
  const { body } = await roadmap.anyone.post('/needs', needOf(terms)).expect(201);
  return `/needs/${body.id as string}`;
}

/** A need that has come as far as this state, and its path. */
export async function needIn(roadmap: TestService, status: NeedStatus, terms: object = {}): Promise<string> {
  const path = await submitted(roadmap, terms);
  const admin = await roadmap.as('admin');
  const act = async (action: string, body: object = {}) => {
    const answer = await admin.act(path, action, body);
    if (answer.status !== 200) throw new Error(`${action}: ${JSON.stringify(answer.body)}`);
  };
  if (status === 'declined') await act('decline', { reason: { fi: 'Kuuluu toiselle viranomaiselle' } });
  if (status === 'merged') await act('merge', { into: idOf(await submitted(roadmap, terms)) });
  if (['triaged', 'accepted', 'crystallised', 'addressed'].includes(status)) await act('triage');
  if (['accepted', 'crystallised', 'addressed'].includes(status)) await act('accept');
  if (['crystallised', 'addressed'].includes(status)) await act('crystallise', { items: [{ title: { fi: 'Varjoa' }, districts: ['malmi'], horizon: 'now' }] });
  if (status === 'addressed') await act('address', { how: { fi: 'Torille istutettiin puita' } });
  return path;
}

export const idOf = (path: string): string => path.replace('/needs/', '');
