import { organisationReferences } from '@fiksu/contracts';
import { Database } from '@fiksu/database';
import { Responder } from '@fiksu/messaging';
import { Injectable } from '@nestjs/common';
import { KitConfig } from '../config.ts';
import { OrganisationReferences, type Named } from './organisation-references.ts';

/** Tells the registry how many things of a service name an organisation, before it is merged into another. */
@Injectable()
export class AnswerOrganisationReferences extends Responder<{ organisation: string }, { named: Named[] }> {
  readonly question;

  constructor(
    config: KitConfig,
    private readonly db: Database,
    private readonly references: OrganisationReferences,
  ) {
    super();
    this.question = organisationReferences(config.SERVICE);
  }

  async answer({ organisation }: { organisation: string }) {
    return { named: await this.references.count(organisation, this.db) };
  }
}
