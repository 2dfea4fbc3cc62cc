import { sql, type Database } from '@fiksu/database';

const leaseMs = 3000;
/** A holder stops well before others may begin: clocks run unevenly, and a frozen process notices late. */
const marginMs = 1000;

/**
 * Which of the replicas publishes. The lease saves work; order does not hang on it, since whoever has lost it neither
 * goes on sending nor marks anything as sent.
 */
export class Lease {
  private heldUntil = 0;
  private renewAt = 0;
  /** Rises with every change of the holder. */
  term = 0;

  constructor(
    private readonly db: Database,
    readonly holder: string,
  ) {}

  /** Takes the lease where it is free, and renews it where it is ours. */
  async claim(): Promise<boolean> {
    // Monotonic, and read before the database is asked: what is held here ends before it ends there.
    const asked = performance.now();
    if (asked < this.renewAt) return true;
    const [claimed] = await this.db.run<{ term: number }>(sql`
      update outbox_head set holder = ${this.holder}, leased_until = clock_timestamp() + ${leaseMs} * interval '1 millisecond',
        term = term + case when holder = ${this.holder} and leased_until > clock_timestamp() then 0 else 1 end
      where holder = ${this.holder} or leased_until is null or leased_until < clock_timestamp() returning term`);
    if (!claimed) return false;
    this.term = claimed.term;
    this.heldUntil = asked + leaseMs - marginMs;
    this.renewAt = asked + leaseMs / 3;
    return true;
  }

  /** Whether it is ours for certain, without asking anybody: asked before everything that is sent. */
  isHeld(): boolean {
    return performance.now() < this.heldUntil;
  }

  /** Lets another replica begin at once. */
  async release(): Promise<void> {
    if (!this.isHeld()) return;
    this.heldUntil = this.renewAt = 0;
    await this.db.run(sql`update outbox_head set leased_until = null where holder = ${this.holder} and term = ${this.term}`);
  }
}
