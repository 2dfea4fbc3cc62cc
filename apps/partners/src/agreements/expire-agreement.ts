import { Caller, Database, Task } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { AgreementRepository } from './agreement.repository.ts';
import { endOf } from './agreement.ts';

/** Jobs that wait are found by it. */
export const EXPIRE_AGREEMENT = 'expire-agreement';

/**
 * Writes down that an agreement has expired, and tells it: once, at midnight after its last day, however many replicas run.
 * Nobody waits for it: that it has expired is read off its days from that moment on.
 */
@Injectable()
export class ExpireAgreement extends Task {
  readonly name = EXPIRE_AGREEMENT;

  constructor(
    private readonly db: Database,
    private readonly agreements: AgreementRepository,
  ) {
    super();
  }

  override async run(payload: unknown): Promise<void> {
    const { id } = payload as { id: string };
    await this.db.transaction(async (tx) => {
      const agreement = (await this.agreements.store.findForUpdate([id], tx)).get(id);
      // It was terminated meanwhile, or this is the second run of a job whose first one was given up for dead.
      if (agreement?.status !== 'signed' || agreement.validUntil === null) return;
      const due = endOf(agreement.validUntil);
      // Of one that was over when it was signed: it expired by being signed.
      const at = due > agreement.updatedAt ? due : agreement.updatedAt;
      await this.agreements.saveBeside(agreement, { ...agreement, status: 'expired' }, Caller.nobody(at, 'clock'), { action: 'expire' }, tx);
    });
  }
}
