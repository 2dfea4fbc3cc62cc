import { z } from 'zod';
import { defineQuestion } from '../questions/define-question.ts';
import { Id } from '../values/identifiers.ts';

const emailLengthMax = 254;
const subjectLengthMax = 255;
/** A shorter text stands for other things too. */
const writtenLengthMin = 7;
const writtenMax = 100;

/** By what a person is known: the `sub` of its tokens, or addresses where it has no account (API contract, P10). */
export const PersonKnown = z.object({
  subject: z.string().min(1).max(subjectLengthMax).nullable(),
  emails: z.array(z.string().max(emailLengthMax)).max(1),
  writtenAs: z
    .array(z.string().min(writtenLengthMin).max(emailLengthMax))
    .max(writtenMax)
    .describe('The addresses and telephone numbers that stand at its contacts: by these it is taken out of texts, and nothing else is found'),
});
export type PersonKnown = z.infer<typeof PersonKnown>;

/** What is held of a person, as a tree (the Helsinki Profile GDPR API): a leaf has a value, all else has children. */
export const PersonNode = z
  .object({
    key: z.string(),
    value: z.union([z.string(), z.number(), z.boolean(), z.null()]).optional(),
    get children() {
      return z.array(PersonNode).optional();
    },
  })
  .meta({ id: 'PersonNode' });
export type PersonNode = z.infer<typeof PersonNode>;

/** Why something may not be erased: the form in which the Helsinki Profile GDPR API tells it. */
export const PersonRefusal = z.object({ code: z.string(), message: z.object({ en: z.string(), fi: z.string(), sv: z.string() }) });
export type PersonRefusal = z.infer<typeof PersonRefusal>;

/**
 * What a service holds of a person. Both questions are asked by partners alone, and answered over core NATS, which keeps
 * nothing: a user of NATS that is no service of the platform may not ask them.
 */
export const gatherPerson = (service: string) =>
  defineQuestion({
    service,
    subject: `fiksu.rpc.${service}.gather-person.v1`,
    asked: PersonKnown.extend({ from: z.int().min(0).describe('How many parts have been told already') }),
    answer: z.object({ parts: z.array(PersonNode), next: z.int().nullable().describe('From where to ask on; null where all has been told') }),
  });

/** That a service erase a person, which may be asked any number of times. A dry run changes nothing and tells whether it could. */
export const erasePerson = (service: string) =>
  defineQuestion({
    service,
    subject: `fiksu.rpc.${service}.erase-person.v1`,
    asked: PersonKnown.extend({ erasure: Id.nullable().describe('For the audit log; none in a dry run'), dryRun: z.boolean() }),
    answer: z.object({ erased: z.int().describe('How many things were taken away or no longer name the person'), refused: z.array(PersonRefusal) }),
  });
