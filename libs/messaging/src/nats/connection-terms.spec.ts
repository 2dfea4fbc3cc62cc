import { connectionTerms } from './connection-terms.ts';

describe('the address of NATS', () => {
  it.each([
    ['nats://127.0.0.1:4222', { servers: ['127.0.0.1:4222'] }],
    ['nats:4222', { servers: ['nats:4222'] }],
    ['nats://roadmap:p%40ss@nats-0:4222, nats://nats-1:4222', { servers: ['nats-0:4222', 'nats-1:4222'], user: 'roadmap', pass: 'p@ss' }],
    ['tls://nats.example.org:4222', { servers: ['nats.example.org:4222'], tls: {} }],
  ])('%s is read', (url, terms) => {
    expect(connectionTerms(url)).toEqual(terms);
  });
});
