import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Caller, Database, newId, sql } from '@fiksu/service';
import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { z } from 'zod';
import { OrganisationRepository } from './organisations/organisation.repository.ts';
import { checkNumbers, termsOf } from './organisations/organisation-terms.ts';
import { BusinessId, OrganisationBody } from './organisations/organisations.schema.ts';
import { PARTNERS_CONFIG, type PartnersConfig } from './partners.config.ts';

/** Any number that is the same in all replicas, of which one loads. */
const loadingLock = 815_652;

/** Nobody has an id before it is loaded: a part names the whole by its business id, which stands before it. */
const RegistryFile = z.object({ data: z.array(OrganisationBody.omit({ parent: true }).extend({ partOf: BusinessId.optional() })) });

/** Gives a service without any organisation the City, its innovation company and others, at its first start (G27). All or nothing. */
@Injectable()
export class LoadRegistry implements OnApplicationBootstrap {
  private readonly logger = new Logger(LoadRegistry.name);

  constructor(
    @Inject(PARTNERS_CONFIG) private readonly config: PartnersConfig,
    private readonly db: Database,
    private readonly organisations: OrganisationRepository,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const folder = this.config.SAMPLE_DIR;
    if (folder === undefined) return;
    await this.db.transaction(async (tx) => {
      await tx.run(sql`select pg_advisory_xact_lock(${loadingLock})`);
      const [found] = await tx.run<{ any: boolean }>(sql`select exists (select from organisation) as any`);
      if (found?.any) return;
      const { data } = RegistryFile.parse(JSON.parse(await readFile(join(folder, 'organisations', 'registry.json'), 'utf8')));
      const by = Caller.nobody(new Date().toISOString());
      const idOf = new Map<string, string>();
      for (const { partOf, ...body } of data) {
        const stored = { id: newId(), version: 1, createdAt: by.at, updatedAt: by.at };
        const parent = partOf === undefined ? null : whole(idOf, partOf);
        const organisation = { ...stored, ...termsOf({ ...body, parent }, 'none') };
        checkNumbers(organisation);
        await this.organisations.addBeside(organisation, by, tx);
        if (organisation.businessId !== null) idOf.set(organisation.businessId, organisation.id);
      }
      this.logger.log(`Loaded ${data.length} organisations`);
    });
  }
}

function whole(idOf: ReadonlyMap<string, string>, businessId: string): string {
  const id = idOf.get(businessId);
  if (id === undefined) throw new Error(`The sample has no organisation ${businessId} before its part`);
  return id;
}
