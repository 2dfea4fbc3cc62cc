import { Database, sql, type Forgets } from '@fiksu/service';
import { Injectable } from '@nestjs/common';

/**
 * The receipt of a need opens for 24 months (domain, "Retention"): then its secret leads to nothing any more. Nobody else
 * sees a difference, so that it is no change of the need.
 */
@Injectable()
export class ForgetReceipts implements Forgets {
  constructor(private readonly db: Database) {}

  async forget(): Promise<void> {
    await this.db.run(sql`update need set receipt_hash = null where receipt_hash is not null and created_at < now() - interval '24 months'`);
  }
}
