import { DomainError } from '@fiksu/service';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';

/** What an erasure may be sent as, beside JSON: the Helsinki Profile says `dry_run=True` as a form. */
export const form = 'application/x-www-form-urlencoded';

/** Reads forms where the Helsinki Profile sends them, in the body of an erasure (API contract, P10), and nowhere else (G20). */
@Injectable()
export class TakeForms implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost) {}

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    fastify.addContentTypeParser<string>(form, { parseAs: 'string' }, ({ method, routeOptions: { url } }, body, done) => {
      if (method === 'DELETE' && url?.startsWith('/partners/v1/gdpr/')) done(null, Object.fromEntries(new URLSearchParams(body)));
      else done(new DomainError('Unsupported', 'unsupported-media-type', `${form} is not taken here`));
    });
  }
}
