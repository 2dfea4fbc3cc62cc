import { lookup } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';
import { invalid } from '../problems/domain-error.ts';
import type { ProblemCode } from '../problems/problem-pages.ts';

/** Whoever makes a webhook does not wait any longer for a name. */
const resolvedWithinMs = 2000;

/** All addresses of a name. */
export type Resolve = (hostname: string) => Promise<string[]>;

export const resolveByDns: Resolve = async (hostname) => (await lookup(hostname, { all: true })).map(({ address }) => address);

/** An address that an endpoint may not have: it would let whoever makes a webhook reach into the city's own network. */
export class PrivateAddress extends Error {
  constructor() {
    super('The endpoint leads to an address that is not public');
    this.name = 'PrivateAddress';
  }
}

/** All of IPv6 that anybody routes begins with these three bits. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Addresses of IPv6 that carry one of IPv4 inside (mapped, NAT64, 6to4, Teredo) are not public, whichever that is: where
 * they lead to is for a translator in the city's own network to say.
 */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || (parsed as ipaddr.IPv6).match(globalUnicast);
}

/**
 * The addresses of an endpoint's host, all of which are public: whoever connects, connects to one of these and asks no
 * more, since the next answer may be another one.
 * @param within ends the waiting for an answer
 * @throws PrivateAddress where any of them is not
 */
export async function publicAddressesOf(url: URL, resolve: Resolve, within: AbortSignal, isAllowed = isPublic): Promise<string[]> {
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = ipaddr.isValid(hostname) ? [hostname] : await unlessAborted(resolve(hostname), within);
  if (addresses.length === 0 || !addresses.every((address) => isAllowed(address))) throw new PrivateAddress();
  return addresses;
}

const unlessAborted = <Result>(result: Promise<Result>, signal: AbortSignal): Promise<Result> =>
  Promise.race([
    result,
    new Promise<never>((_, reject) => {
      if (signal.aborted) reject(signal.reason as Error);
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    }),
  ]);

/**
 * Refuses an address that nothing will ever be sent to, when it is given. A name that cannot be resolved now may be later.
 * @throws DomainError Invalid (422) with the pointer `/url`; `private-address` for one that is not public
 */
export async function checkEndpoint(text: string, allowPrivate: boolean, resolve: Resolve): Promise<void> {
  const url = new URL(text);
  const refuse = (detail: string, code?: ProblemCode) => invalid([{ pointer: '/url', detail }], code);
  if (url.username !== '' || url.password !== '') throw refuse('May not have a name or a password in it');
  if (allowPrivate) return;
  await publicAddressesOf(url, resolve, AbortSignal.timeout(resolvedWithinMs)).catch((error: unknown) => {
    if (error instanceof PrivateAddress) throw refuse('Leads to an address that is not public', 'private-address');
  });
  if (url.protocol !== 'https:') throw refuse('Must be https');
}

/** How names of endpoints are resolved: replaced by tests alone. */
export const RESOLVE = Symbol('Resolve');
