import type { ConnectionOptions } from '@nats-io/transport-node';

/**
 * What NATS_URL says: one server, or several of a cluster separated by commas, and who we are there, which the
 * client does not read from an address: `nats://roadmap:secret@nats-0:4222,nats://nats-1:4222`.
 */
export function connectionTerms(natsUrl: string): ConnectionOptions {
  const urls = natsUrl.split(',').map((url) => new URL(url.includes('://') ? url.trim() : `nats://${url.trim()}`));
  const known = urls.find(({ username }) => username !== '');
  const servers = urls.map(({ host }) => host);
  const tls = urls.some(({ protocol }) => protocol === 'tls:') ? { tls: {} } : {};
  return known ? { servers, ...tls, user: decodeURIComponent(known.username), pass: decodeURIComponent(known.password) } : { servers, ...tls };
}
