import { Controller, Get, HttpCode, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Database, missingMigrations } from '@fiksu/database';
import { Nats } from '@fiksu/messaging';
import { Background } from '../running/background.ts';

/** What the pod's probes ask. Outside the contract's prefix, and never behind a token. */
@ApiExcludeController()
@Controller()
export class HealthController {
  private schemaIsComplete = false;

  constructor(
    private readonly db: Database,
    private readonly nats: Nats,
    private readonly background: Background,
  ) {}

  /** Live: the process answers. Depends on nothing, since a restart mends no database. */
  @Get('healthz')
  @HttpCode(200)
  live() {
    return { status: 'ok' };
  }

  /** Ready: the database answers and has the schema. NATS is only told, since reads and writes go on without it. */
  @Get('readyz')
  async ready(@Res() reply: FastifyReply) {
    const database = await this.databaseState();
    const ready = database === 'up' && !this.background.stopping;
    return reply.status(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not-ready', database, nats: this.nats.state() });
  }

  private async databaseState(): Promise<string> {
    try {
      const missing = this.schemaIsComplete ? [] : await missingMigrations(this.db.dataSource);
      if (missing.length > 0) return `schema lacks ${missing.join(', ')}`;
      if (this.schemaIsComplete) await this.db.dataSource.query('select 1');
      this.schemaIsComplete = true;
      return 'up';
    } catch {
      return 'down';
    }
  }
}
