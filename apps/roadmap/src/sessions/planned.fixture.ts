import type { Session } from './session.ts';

const at = '2027-01-01T08:00:00.000Z';
const phase = (id: string) => ({ id, name: { en: id }, description: null, duration: null });

/** A session as the rules know it, planned unless `terms` say otherwise. */
export const planned = (terms: Partial<Session> = {}): Session => ({
  ...{ id: '01936a5c-8f00-7cc3-98c4-dc0c0c0739b0', version: 1, status: 'planned', method: '01936a5c-8f00-7cc3-98c4-dc0c0c0739a0', edition: 1 },
  ...{ variant: null, phases: [phase('understand'), phase('choose')], title: { en: 'Malmi sprint' }, description: null, districts: ['malmi'] },
  ...{ themes: [], needs: [], facilitator: null, startsAt: '2027-02-01T07:00:00.000Z', endsAt: '2027-02-02T14:00:00.000Z', attachments: [] },
  ...{ votes: [], participants: [], outcomes: [], linked: [], createdAt: at, updatedAt: at, ...terms },
});
