import { randomBytes } from 'node:crypto';
import { isId } from '@fiksu/contracts';
import { Attachments, newId, sha256, type Caller } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { CheckReferences } from '../references/check-references.ts';
import { eachOnce } from '../references/each-once.ts';
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
      externalIds: [],
      districts,
      themes: eachOnce(body.themes),
      affectedGroups: eachOnce(body.affectedGroups),
      organisation: body.organisation ?? organisationOf(body, by),
      receiptHash: receiptHashOf(secret),
      createdAt: by.at,
      updatedAt: by.at,
    };
    const likelyDuplicates = await this.duplicates.of(need, by);
    await this.attachments.hang(need.attachments, by);
    const created = await this.needs.create(need, by, { likelyDuplicates });
    return { ...created, receipt: { url: `/roadmap/v1/needs/receipts/${secret}` } };
  }
}

/** A partner that submits for its company need not name it: its token does, where the issuer knows it by the platform's id. */
function organisationOf({ source }: NeedBody, by: Caller): string | null {
  const org = by.claims?.org ?? '';
  return source === 'company' && by.is('partner') && isId(org) ? org.toLowerCase() : null;
}
