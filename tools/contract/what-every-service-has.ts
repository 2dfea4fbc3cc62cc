/** What §1 of `api.md` and the general rows of `api-details.md` promise of each of the five services. */
export interface EveryServiceHas {
  source: string;
  says: string[];
  /** Where it stands: below `/<service>/v1` unless said otherwise. */
  under?: 'the service' | 'the pod';
}

export const everyServiceHas: readonly EveryServiceHas[] = [
  { source: 'api.md §1 Addresses', says: ['GET /openapi.json', 'GET /asyncapi.json'] },
  { source: 'api.md §1 Addresses', says: ['GET /docs', 'GET /healthz', 'GET /readyz'], under: 'the service' },
  { source: 'api.md §1 Addresses', says: ['GET /healthz', 'GET /readyz', 'GET /metrics'], under: 'the pod' },
  { source: 'api-details.md G19', says: ['GET /docs/problems/{code}'], under: 'the service' },
  { source: 'api-details.md G21', says: ['GET /events'] },
  { source: 'api-details.md Event types', says: ['GET /events/types'] },
  {
    source: 'api-details.md G23',
    says: [
      'GET /webhooks',
      'POST /webhooks',
      'GET /webhooks/{id}',
      'DELETE /webhooks/{id}',
      'POST /webhooks/{id}/resume',
      'GET /webhooks/{id}/deliveries',
      'POST /webhooks/{id}/deliveries/{did}/resend',
    ],
  },
  { source: 'api-details.md Webhooks, the rest', says: ['PATCH /webhooks/{id}', 'POST /webhooks/{id}/test', 'POST /webhooks/{id}/rotate'] },
  { source: 'api-details.md Files', says: ['POST /files', 'GET /files/{id}', 'GET /files/{id}/content'] },
  {
    source: 'api-details.md Operations',
    says: [
      'GET /operations/outbox',
      'GET /operations/dead-letters',
      'POST /operations/dead-letters/{id}/retry',
      'POST /operations/dead-letters/{id}/discard',
      'GET /operations/projections',
      'POST /operations/projections/{name}/rebuild',
      'POST /operations/redact',
    ],
  },
  { source: 'api.md §3 /follows', says: ['GET /me/tasks'] },
];

/** The development issuer stands beside the services (§1 "Who may", G9). */
export const theIssuerHas = { source: 'api-details.md G9', says: ['GET /idp/.well-known/openid-configuration', 'POST /idp/token'] };
