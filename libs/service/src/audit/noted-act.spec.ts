import { notedAct, type NotedRequest } from './noted-act.ts';

const id = '01936a5c-8f00-7cc3-98c4-dc0c0c073995';
const other = '01936a5c-8f00-7cc3-98c4-dc0c0c073996';
const noted = (method: string, path: string, more: Partial<NotedRequest> = {}) =>
  notedAct({ method, pattern: `/notes/v1/${path}`, sent: {}, isKnown: (word) => word === 'count-notes', ...more });

describe('what is noted of a request', () => {
  it.each([
    ['GET', 'operations/outbox', {}, 'list outbox'],
    ['GET', 'operations/dead-letters', {}, 'list dead-letters'],
    ['GET', 'operations/dead-letters/:id', { id }, `read dead-letters/${id}`],
    ['POST', 'operations/dead-letters/:id/retry', { id }, `retry dead-letters/${id}`],
    ['POST', 'operations/dead-letters/:id/discard', { id, reason: 'nobody needs it' }, `discard dead-letters/${id}`],
    ['POST', 'operations/projections/:name/rebuild', { name: 'count-notes' }, 'rebuild projections/count-notes'],
    ['GET', 'operations/audit', {}, 'list audit'],
    ['POST', 'operations/audit/verify', {}, 'verify audit'],
    ['POST', 'webhooks', {}, 'create webhooks'],
    ['PATCH', 'webhooks/:id', { id }, `change webhooks/${id}`],
    ['DELETE', 'webhooks/:id', { id }, `delete webhooks/${id}`],
    ['POST', 'webhooks/:id/rotate', { id }, `rotate webhooks/${id}`],
    ['POST', 'webhooks/:id/deliveries/:delivery/resend', { id, delivery: other }, `resend webhooks/${id}/deliveries/${other}`],
  ])('%s %s, whoever wrote the route', (method, path, sent, expected) => {
    const act = noted(method, path, { sent });
    expect(`${act?.action} ${act?.what}`).toBe(expected);
  });

  it.each([
    ['GET', 'notes'],
    ['POST', 'notes'],
    ['GET', 'webhooks'],
    ['GET', 'webhooks/:id/deliveries'],
  ])('is nothing of %s %s', (method, path) => {
    expect(noted(method, path)).toBeNull();
  });

  it('is what a route says of itself', () => {
    const what = 'contacts/{id}';
    expect(noted('GET', 'organisations/:organisation/contacts/:id', { sent: { id }, audited: { action: 'read', what } })).toEqual({
      action: 'read',
      what: `contacts/${id}`,
    });
    expect(noted('GET', 'contacts/export', { audited: { action: 'export' } })).toEqual({ action: 'export', what: 'contacts/export' });
  });

  it.each(['aino@example.fi', 'Aino Esimerkki', 'aino-esimerkki', '0401234567', '', 12])('is never what somebody wrote in the place of an id: %s', (sent) => {
    expect(noted('POST', 'operations/projections/:name/rebuild', { sent: { name: sent } })?.what).toBe('projections/…');
    expect(noted('POST', 'operations/redact', { sent: { event: sent }, audited: { action: 'redact', what: 'events/{event}' } })?.what).toBe('events/…');
  });
});
