import { isId } from '@fiksu/contracts';
import { Database, sql } from '@fiksu/database';
import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';

/**
 * Which organisation the claim `org` of a token stands for: issuers go on naming one that has become part of another. It is
 * asked with each request: what is remembered for a while would tell by the work who has asked before.
 */
@Injectable()
export class Survivors {
  constructor(private readonly db: Database) {}

  async of(organisation: string): Promise<string> {
    const [merged] = await this.db.run<{ survivor: string }>(sql`select survivor from merged_organisation where old = ${organisation}`);
    return merged?.survivor ?? organisation;
  }
}

/** Whoever acts for an organisation that was merged acts for the one that goes on (API contract, P2). */
export function actForSurvivors(fastify: FastifyInstance, survivors: () => Survivors): void {
  fastify.addHook('onRequest', async (request) => {
    const { claims } = request.caller;
    if (!request.caller.is('partner') || !claims?.org || !isId(claims.org)) return;
    const survivor = await survivors().of(claims.org.toLowerCase());
    if (survivor !== claims.org.toLowerCase()) request.caller = request.caller.actingFor(survivor);
  });
}
