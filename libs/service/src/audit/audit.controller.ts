import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { By, type Caller } from '../access/caller.ts';
import { May } from '../access/may.ts';
import { Shows } from '../access/shows.ts';
import { Answers } from '../answers/answers.ts';
import type { ListQuery } from '../listing/listing.ts';
import { Listed, Lists } from '../listing/lists.ts';
import { AuditLog, auditListing } from './audit-log.ts';
import { AuditRowView, AuditVerified, VerifyBody } from './audit.schema.ts';
import { VerifyAudit } from './verify-audit.ts';

/** Who has read or changed personal data, and what operators have done. Reading it is noted in it, as all that operators do. */
@ApiTags('operations')
@Controller('operations/audit')
export class AuditController {
  constructor(
    private readonly log: AuditLog,
    private readonly verification: VerifyAudit,
  ) {}

  @Get()
  @May('admin')
  @Shows({ admin: 'all, also of whom; the reading is noted' })
  @Lists(auditListing, AuditRowView, { id: 'listAudit', summary: 'List who has read or changed personal data, and what operators have done' })
  list(@Listed(auditListing) query: ListQuery) {
    return this.log.list(query);
  }

  @Post('verify')
  @May('admin')
  @HttpCode(200)
  @Answers(AuditVerified, { id: 'verifyAudit', summary: 'Verify that no row of the audit log was changed, moved or taken away' })
  verify(@Body({ schema: VerifyBody }) _body: object, @By() by: Caller) {
    return this.verification.execute(by.at);
  }
}
