import type { PersonKnown } from '@fiksu/contracts';
import { AnswersOne, By, May, MayRead, NotedInAudit, Shows, malformed, notFound, type Caller } from '@fiksu/service';
import { Body, Controller, Delete, Get, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { normalEmail } from '../contacts/contact.ts';
import { Email } from '../contacts/contacts.schema.ts';
import { ErasesPerson, TellsPerson } from './answers-by-contract.ts';
import { isDryRun } from './dry-run.ts';
import { ErasePerson } from './erase-person.ts';
import { ErasureRepository } from './erasure.repository.ts';
import { ErasureView } from './gdpr.schema.ts';
import { ReadPerson } from './read-person.ts';
import { anotherPerson, forbidden, scopeMissing, type Told } from './told.ts';

const subjectLengthMax = 255;

/**
 * Subject access and erasure over all services, by the Helsinki Profile GDPR API contract (API contract, P10). Refusals and
 * failures have the form of that contract. Each use is noted in the audit log, and not of whom.
 */
@ApiTags('gdpr')
@Controller('gdpr')
export class GdprController {
  constructor(
    private readonly readPerson: ReadPerson,
    private readonly erasePerson: ErasePerson,
    private readonly erasures: ErasureRepository,
  ) {}

  @Get('profiles/:sub')
  @May('signed-in')
  @NotedInAudit('read', 'gdpr/profiles')
  @Shows({ everybody: 'all that is held of itself, with the scope gdprquery', admin: 'all that is held of anybody' })
  @TellsPerson({
    id: 'readProfile',
    summary: 'All that the platform holds of a person',
    description: 'With the person’s own token and the scope `gdprquery`, or by an admin.',
    scope: 'gdprquery',
  })
  async read(@Param('sub') sub: string, @By() by: Caller, @Res({ passthrough: true }) reply: FastifyReply) {
    return answer(reply, refusalOf(sub, 'gdprquery', by) ?? (await this.readPerson.execute(bySubject(sub))));
  }

  @Delete('profiles/:sub')
  @May('signed-in')
  @NotedInAudit('erase', 'gdpr/profiles')
  @ErasesPerson({
    id: 'eraseProfile',
    summary: 'Erase a person in every service',
    description: 'With the person’s own token and the scope `gdprdelete`, or by an admin.',
    scope: 'gdprdelete',
  })
  async erase(
    @Param('sub') sub: string,
    @Query('dry_run') dryRun: unknown,
    @Body() body: unknown,
    @By() by: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return answer(reply, refusalOf(sub, 'gdprdelete', by) ?? (await this.erasePerson.execute(bySubject(sub), isDryRun(dryRun, body), by)));
  }

  @Get('persons')
  @May('admin')
  @NotedInAudit('read', 'gdpr/persons')
  @Shows({ admin: 'all that is held of whoever has the address' })
  @TellsPerson({ id: 'readPerson', summary: 'All that the platform holds of a person without an account', query: ['email'] })
  async readByEmail(@Query('email') email: unknown, @Res({ passthrough: true }) reply: FastifyReply) {
    return answer(reply, await this.readPerson.execute(byEmail(email)));
  }

  @Delete('persons')
  @May('admin')
  @NotedInAudit('erase', 'gdpr/persons')
  @ErasesPerson({ id: 'erasePerson', summary: 'Erase a person without an account in every service', query: ['email'] })
  async eraseByEmail(
    @Query('email') email: unknown,
    @Query('dry_run') dryRun: unknown,
    @Body() body: unknown,
    @By() by: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return answer(reply, await this.erasePerson.execute(byEmail(email), isDryRun(dryRun, body), by));
  }

  @Get('erasures/:id')
  @MayRead('signed-in')
  @Shows({ everybody: 'its own', admin: 'all; of whom, nobody is told' })
  @AnswersOne(ErasureView, { id: 'readErasure', summary: 'How far the erasure of a person has come' })
  erasure(@Param('id') id: string, @By() by: Caller) {
    return this.erasures.read(id, by);
  }
}

/** Whose data they are may be read or erased with that person's own token and the scope of the verb, never with the other one's; an admin needs none. */
function refusalOf(sub: string, scope: string, by: Caller): Told | null {
  if (by.is('admin')) return null;
  if (by.claims?.sub !== sub) return forbidden([anotherPerson]);
  return by.claims.scopes.includes(scope) ? null : forbidden([scopeMissing(scope)]);
}

/** @throws DomainError NotFound (404) for what can be nobody's `sub` */
function bySubject(sub: string): PersonKnown {
  if (sub.length > subjectLengthMax || sub.includes('\0')) throw notFound();
  return { subject: sub, emails: [], writtenAs: [] };
}

/** @throws DomainError Malformed (400) */
function byEmail(sent: unknown): PersonKnown {
  const { data } = Email.safeParse(sent);
  if (data === undefined) throw malformed([{ parameter: 'email', detail: 'Must be one address' }]);
  return { subject: null, emails: [normalEmail(data)], writtenAs: [] };
}

/** Sends it in the form of the contract: no problem of ours, whose members it does not know. */
function answer(reply: FastifyReply, told: Told): object | undefined {
  void reply.status(told.status);
  if ('erasure' in told && told.erasure !== undefined) void reply.header('Location', `/partners/v1/gdpr/erasures/${told.erasure}`);
  return 'body' in told ? told.body : undefined;
}
