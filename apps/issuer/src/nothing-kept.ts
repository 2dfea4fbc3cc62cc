import type { Adapter } from 'oidc-provider';

/**
 * The provider's storage. Access tokens carry everything in themselves and nobody signs in here, so there is nothing to
 * keep: whatever is asked for is not there.
 */
export class NothingKept implements Adapter {
  async upsert(): Promise<void> {}
  async find(): Promise<undefined> {}
  async findByUserCode(): Promise<undefined> {}
  async findByUid(): Promise<undefined> {}
  async consume(): Promise<void> {}
  async destroy(): Promise<void> {}
  async revokeByGrantId(): Promise<void> {}
}
