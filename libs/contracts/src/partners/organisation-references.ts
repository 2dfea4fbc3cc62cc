import { z } from 'zod';
import { defineQuestion } from '../questions/define-question.ts';
import { Id } from '../values/identifiers.ts';

/** How many things of a service name an organisation: asked by the registry before it merges it into another (API contract, P2). */
export const organisationReferences = (service: string) =>
  defineQuestion({
    service,
    subject: `fiksu.rpc.${service}.organisation-references.v1`,
    asked: z.object({ organisation: Id }),
    answer: z.object({ named: z.array(z.object({ kind: z.string(), count: z.int() })) }),
  });
