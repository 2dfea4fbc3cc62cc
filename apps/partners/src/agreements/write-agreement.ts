import type { LocalisedText } from '@fiksu/contracts';
import { Attachments, Database, addJob, newId, patched, type Caller, type Runs } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { HoldOrganisations } from '../organisations/hold-organisations.ts';
import { AgreementRepository } from './agreement.repository.ts';
import { checkFrozen, checkRemovable, checkValidity, cityDayOf, endOf, sign, terminate, type Agreement, type AgreementTerms } from './agreement.ts';
import { AgreementBody, DERIVED, type AgreementView, type SignBody } from './agreements.schema.ts';
import { EXPIRE_AGREEMENT } from './expire-agreement.ts';

@Injectable()
export class WriteAgreement {
  constructor(
    private readonly agreements: AgreementRepository,
    private readonly organisations: HoldOrganisations,
    private readonly attachments: Attachments,
    private readonly db: Database,
  ) {}

  async create(body: AgreementBody, by: Caller): Promise<AgreementView> {
    this.agreements.mayChange(body, by);
    checkValidity(body);
    await this.attachments.hang(body.attachments, by);
    return this.db.transaction(async (tx) => {
      const agreement = { id: newId(), version: 1, status: 'draft' as const, signedOn: null, terminationReason: null, createdAt: by.at, updatedAt: by.at };
      return this.agreements.create({ ...agreement, ...(await this.kept(eachOnce(body), tx)) }, by, {}, tx);
    });
  }

  async change(id: string, patch: Record<string, unknown>, by: Caller): Promise<AgreementView> {
    // Files are asked for on another connection, which whoever holds a lock must not wait for.
    const before = await this.agreements.toChange(id, by);
    const next = this.nextOf(before, patch, by);
    await this.attachments.hang(next.attachments, by, before.attachments);
    return this.db.transaction((tx) =>
      this.agreements.change(
        id,
        by,
        {
          action: 'change',
          decide: async (agreement) => {
            const changed = this.nextOf(agreement, patch, by);
            const same = JSON.stringify(changed.parties) === JSON.stringify(agreement.parties);
            return { ...agreement, ...(same ? changed : await this.kept(changed, tx)) };
          },
        },
        tx,
      ),
    );
  }

  /** Signed by all parties; what is to happen when it ends is arranged in the same transaction. */
  sign(id: string, { on }: SignBody, by: Caller): Promise<AgreementView> {
    const today = cityDayOf(by.at);
    return this.db.transaction(async (tx) => {
      const signed = await this.agreements.change(id, by, { action: 'sign', decide: (agreement) => sign(agreement, on ?? today, today) }, tx);
      if (signed.validUntil !== null)
        await tx.run(addJob(EXPIRE_AGREEMENT, { id: signed.id }, { jobKey: `${EXPIRE_AGREEMENT} ${signed.id}`, runAt: endOf(signed.validUntil) }));
      return signed;
    });
  }

  terminate(id: string, reason: LocalisedText, by: Caller): Promise<AgreementView> {
    return this.agreements.change(id, by, { action: 'terminate', reason, decide: (agreement) => terminate(agreement, reason, cityDayOf(by.at)) });
  }

  remove(id: string, by: Caller): Promise<void> {
    return this.agreements.remove(id, by, (agreement) => checkRemovable(agreement, cityDayOf(by.at)));
  }

  /** 403 comes before 422 (G5). */
  private nextOf(agreement: Agreement, patch: Record<string, unknown>, by: Caller): Agreement {
    const { kind, title, parties, districts, validFrom, validUntil, attachments } = agreement;
    const body = { kind, title, parties, districts, validFrom, validUntil, attachments };
    const next = { ...agreement, ...eachOnce(patched<AgreementBody>(body, patch, AgreementBody, DERIVED)) };
    this.agreements.mayChange(next, by);
    checkFrozen(agreement, next);
    checkValidity(next);
    return next;
  }

  /** What is kept of the parties: as they are known now. */
  private async kept<Terms extends AgreementTerms>(terms: Terms, tx: Runs): Promise<Terms> {
    return { ...terms, parties: await this.organisations.hold(terms.parties, '/parties', tx) };
  }
}

const eachOnce = (body: AgreementBody): AgreementBody => ({ ...body, districts: [...new Set(body.districts)] });
