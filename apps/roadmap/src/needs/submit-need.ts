import { randomBytes } from 'node:crypto';
import { isId } from '@fiksu/contracts';
import { invalid, newId, sha256, type Caller } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { CheckReferences } from '../references/check-references.ts';
import { eachOnce } from '../references/each-once.ts';
import { FindLikelyDuplicates } from './find-likely-duplicates.ts';
import { LocateNeed } from './locate-need.ts';
import { NeedRepository } from './need.repository.ts';
import type { Need } from './need.ts';
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
  ) {}

  async execute(body: NeedBody, by: Caller) {
    this.needs.mayChange(body, by);
    checkSource(body);
    await this.references.check([['/districts', body.districts]], [['/themes', body.themes]]);
    const districts = await this.locate.districtsOf(eachOnce(body.districts), body.location);
    const secret = randomBytes(secretBytes).toString('base64url');
    const need: Need = {
      ...body,
      ...untouched,
      id: newId(),
      districts,
      themes: eachOnce(body.themes),
      affectedGroups: eachOnce(body.affectedGroups),
      organisation: body.organisation ?? organisationOf(body, by),
      receiptHash: receiptHashOf(secret),
      createdAt: by.at,
      updatedAt: by.at,
    };
    const likelyDuplicates = await this.duplicates.of(need, by);
    const created = await this.needs.create(need, by, { likelyDuplicates });
    return { ...created, receipt: { url: `/roadmap/v1/needs/receipts/${secret}` } };
  }
}

const untouched = {
  version: 1,
  status: 'submitted',
  note: null,
  declineReason: null,
  hidden: false,
  mergedInto: null,
  mergedFrom: [],
  statusBeforeMerge: null,
  supportCount: 0,
  reportCount: 0,
} as const satisfies Partial<Need> as unknown as Pick<
  Need,
  'version' | 'status' | 'note' | 'declineReason' | 'hidden' | 'mergedInto' | 'mergedFrom' | 'statusBeforeMerge' | 'supportCount' | 'reportCount'
>;

/** A partner that submits for its company need not name it: its token does, where the issuer knows it by the platform's id. */
function organisationOf({ source }: NeedBody, by: Caller): string | null {
  const org = by.claims?.org ?? '';
  return source === 'company' && by.is('partner') && isId(org) ? org.toLowerCase() : null;
}

/** `company` and `unit` may name an organisation, `session` names its session (R4). */
function checkSource({ source, organisation, session }: NeedBody): void {
  if (organisation !== null && source !== 'company' && source !== 'unit')
    throw invalid([{ pointer: '/organisation', detail: 'Only a need of a company or a unit names an organisation' }]);
  if (session !== null && source !== 'session') throw invalid([{ pointer: '/session', detail: 'Only a need of a session names one' }]);
}
