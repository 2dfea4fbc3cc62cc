import { Body, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { May } from '../access/may.ts';
import { Adds } from '../answers/answers.ts';
import { extendRouteConfig } from '../answers/route-config.ts';
import { BatchAnswer, BatchBody, batchBytesMax, batchRowsMax } from './batch.schema.ts';
import { carryOutBatch } from './carry-out-batch.ts';

/**
 * Many actions on the resources of a collection in one request (API contract, "Batch", G20, G26b): a controller at
 * `…/batch` extends it. Each action has its own rule of who may, and is refused by it in its own row.
 * @param many the collection, as in operation ids: `Needs`
 */
export function batchController(many: string) {
  abstract class BatchController {
    @Post()
    @May('signed-in')
    @Adds(BatchAnswer, { id: `batch${many}`, summary: `Up to ${batchRowsMax} actions on ${many.toLowerCase()}, each its own transaction, in order` })
    @WithLimits()
    batch(@Body({ schema: BatchBody }) rows: BatchBody, @Req() request: FastifyRequest) {
      return carryOutBatch(request, rows);
    }
  }
  return BatchController;
}

const WithLimits = () => extendRouteConfig({ bodyBytesMax: batchBytesMax, bodyRowsMax: batchRowsMax });
