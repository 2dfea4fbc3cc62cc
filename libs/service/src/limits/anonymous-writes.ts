import type { Database } from '@fiksu/database';
import ipaddr from 'ipaddr.js';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { keyedHash } from '../access/hashing.ts';
import type { KitConfig } from '../config.ts';
import { DomainError } from '../problems/domain-error.ts';

const windowSeconds = 60;
export const anonymousWriteTable = 'anonymous_write';

/**
 * How much somebody without a token may write (API contract, G29): so many requests a minute an address, counted in the
 * database for all replicas. The address is kept as a hash whose salt is another one each day, so that nobody can tell
 * tomorrow who it was today. The limiter does it in one upsert, in a table that the kit's migration has made: the service's
 * role may make none. Where the database is away it fails as any write does (503), and lets nobody through.
 */
export class AnonymousWrites {
  private readonly limiter: RateLimiterPostgres;

  constructor(
    db: Database,
    private readonly config: Pick<KitConfig, 'HASH_SECRET' | 'ANONYMOUS_WRITES_PER_MINUTE'>,
  ) {
    this.limiter = new RateLimiterPostgres({
      ...{ storeClient: db.dataSource, storeType: 'typeorm', tableName: anonymousWriteTable, tableCreated: true },
      ...{ points: config.ANONYMOUS_WRITES_PER_MINUTE, duration: windowSeconds, keyPrefix: '' },
      // Whoever goes on is not looked up again in the same minute: a flood costs this process nothing but the answers.
      inMemoryBlockOnConsumed: config.ANONYMOUS_WRITES_PER_MINUTE + 1,
      // What has run out is forgotten with everything else, and by a role that may.
      clearExpiredByTimeout: false,
    });
  }

  /** @throws DomainError TooMany (429) with `Retry-After`, in seconds */
  async count(address: string, at: string): Promise<void> {
    try {
      await this.limiter.consume(this.nameOf(address, at.slice(0, 10)));
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      const seconds = Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
      throw new DomainError(
        'TooMany',
        'too-many-requests',
        `Without a token ${this.config.ANONYMOUS_WRITES_PER_MINUTE} requests a minute can write`,
        {},
        { 'Retry-After': String(seconds) },
      );
    }
  }

  private nameOf(address: string, day: string): string {
    return keyedHash(this.config.HASH_SECRET, `anonymous writes of ${day}`, networkOf(address));
  }
}

/** Whoever has an IPv6 address has 2^64 of them: all are one. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const read = ipaddr.process(address);
  return read.kind() === 'ipv4' ? read.toString() : (read as ipaddr.IPv6).parts.slice(0, 4).join(':');
}
