import { randomBytes } from 'node:crypto';
import { isId } from '@fiksu/contracts';
import { Attachments, Database, invalid, newId, sha256, type Caller, type Runs } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { rememberAuthor } from '../persons/authors-of-needs.ts';
import { CheckReferences } from '../references/check-references.ts';
import { eachOnce } from '../references/each-once.ts';
import { SessionRepository } from '../sessions/session.repository.ts';
import { FindLikelyDuplicates } from './find-likely-duplicates.ts';
import { LocateNeed } from './locate-need.ts';
import { NeedRepository } from './need.repository.ts';
import { checkSource, untouched, type Need } from './need.ts';
import type { NeedBody } from './needs.schema.ts';

/** 128 bits: nobody guesses a receipt. */
const secretBytes = 16;

/** The hash under which a receipt's secret is kept: whoever reads the database cannot follow anybody's need. */
export const receiptHashOf = (secret: string): string => sha256(`receipt ${secret}`).toString('base64url');

@Injectable()
export class SubmitNeed {
  constructor(
    private readonly needs: NeedRepository,
    private readonly references: CheckReferences,
    private readonly locate: LocateNeed,
    private readonly duplicates: FindLikelyDuplicates,
    private readonly attachments: Attachments,
    private readonly sessions: SessionRepository,
    private readonly db: Database,
  ) {}

  async execute(body: NeedBody, by: Caller) {
    const secret = randomBytes(secretBytes).toString('base64url');
    const need = { ...(await this.prepare(body, by)), receiptHash: receiptHashOf(secret) };
    const likelyDuplicates = await this.duplicates.of(need, by);
    const created = await this.db.transaction(async (tx) => {
      const answer = await this.needs.create(need, by, { likelyDuplicates }, tx);
      await rememberAuthor(need.id, by, tx);
      return answer;
    });
    return { ...created, receipt: { url: `/roadmap/v1/needs/receipts/${secret}` } };
  }

  /**
   * The need that a body makes, ready to be added. To be called before the transaction of {@link addBeside}: what it looks up
   * is looked up on connections of its own, for which nobody must wait who holds locks.
   *
   * @throws DomainError Forbidden (403) `outside-districts`, Invalid (422) with pointers
   */
  async prepare(body: NeedBody, by: Caller): Promise<Need> {
    this.needs.mayChange(body, by);
    checkSource(body);
    await this.references.check([['/districts', body.districts]], [['/themes', body.themes]]);
    const districts = await this.locate.districtsOf(eachOnce(body.districts), body.location);
    if (body.session !== null && !(await this.sessions.existing([body.session])).has(body.session))
      throw invalid([{ pointer: '/session', detail: 'There is no such session' }]);
    await this.attachments.hang(body.attachments, by);
    const need: Need = {
      ...body,
      ...untouched,
      id: newId(),
      externalIds: [],
      districts,
      themes: eachOnce(body.themes),
      affectedGroups: eachOnce(body.affectedGroups),
      organisation: body.organisation ?? organisationOf(body, by),
      receiptHash: null,
      createdAt: by.at,
      updatedAt: by.at,
    };
    // Found by its location, a district may be another's.
    this.needs.mayChange(need, by);
    return need;
  }

  /** Adds a need along with other things of one transaction: written down, not answered, and without a receipt. */
  addBeside(need: Need, by: Caller, tx: Runs): Promise<void> {
    return this.needs.addBeside(need, by, tx);
  }
}

/** A partner that submits for its company need not name it: its token does, where the issuer knows it by the platform's id. */
function organisationOf({ source }: NeedBody, by: Caller): string | null {
  const org = by.claims?.org ?? '';
  return source === 'company' && by.is('partner') && isId(org) ? org.toLowerCase() : null;
}
