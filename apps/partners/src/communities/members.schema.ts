import { Id, Instant, LocalisedText } from '@fiksu/contracts';
import { z } from 'zod';
import { BASES } from '../contacts/contact.ts';
import { ConsentBody, Email } from '../contacts/contacts.schema.ts';
import { COMMUNITY_KINDS } from './community.ts';

const nameLengthMax = 200;
const subjectLengthMax = 255;
const secretLengthMax = 200;

export const MEMBER_KINDS = ['organisation', 'person'] as const;

const name = z.string().trim().min(1).max(nameLengthMax);
const consent = { basis: 'consent' as const, givenAt: '2026-01-15T10:00:00Z', expiresAt: '2027-01-15T10:00:00Z' };

/** An organisation, or a person with name and consent: which of the two is told by what is there. */
export const MemberBody = z
  .strictObject({
    organisation: Id.optional().describe('An organisation of this registry; then nothing else is sent'),
    name: name.optional().describe('Of a person; then consent is sent too'),
    email: Email.optional(),
    subject: z.string().trim().min(1).max(subjectLengthMax).optional().describe("The `sub` of the person's tokens, where it has an account"),
    consent: ConsentBody.optional(),
  })
  .superRefine((sent, context) => {
    const fault = (member: string, message: string) => context.addIssue({ code: 'custom', path: [member], message });
    const person = (['name', 'email', 'subject', 'consent'] as const).filter((member) => sent[member] !== undefined);
    if (sent.organisation !== undefined) person.forEach((member) => fault(member, 'An organisation has none'));
    else
      (['name', 'consent'] as const).forEach((member) => sent[member] === undefined && fault(member, 'A person has one; an organisation is named by its id'));
  })
  .meta({
    id: 'MemberBody',
    examples: [{ organisation: '01936a5c-8f00-7cc3-98c4-dc0c0c0739a0' }, { name: 'Aino Esimerkki', email: 'aino@example.fi', consent }],
  });
export type MemberBody = z.infer<typeof MemberBody>;

export const MemberView = z
  .object({
    id: Id,
    version: z.int(),
    community: Id,
    organisation: Id.nullable().optional(),
    name: z.string().nullable().optional(),
    email: z.string().nullable().optional(),
    subject: z.string().nullable().optional(),
    consent: z
      .object({ basis: z.enum(BASES), givenAt: Instant, expiresAt: Instant.nullable() })
      .nullable()
      .optional(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Member', description: 'An organisation, or a person: personal data, each read is noted in the audit log' });
export type MemberView = z.infer<typeof MemberView>;

export const JoinBody = z
  .strictObject({ name, email: Email, consent: ConsentBody })
  .meta({ id: 'JoinBody', examples: [{ name: 'Aino Esimerkki', email: 'aino@example.fi', consent }] });
export type JoinBody = z.infer<typeof JoinBody>;

export const Joined = z
  .object({
    id: Id,
    version: z.int(),
    community: Id,
    receipt: z.object({ url: z.string() }).optional().describe('The secret link by which the person reads its membership and leaves; answered once'),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Joined' });
export type Joined = z.infer<typeof Joined>;

export const LeaveBody = z
  .strictObject({ receipt: z.string().min(1).max(secretLengthMax).optional().describe('The secret of the receipt; without, whose token it is leaves') })
  .meta({ id: 'LeaveBody', examples: [{ receipt: 'qT8n0m0P1rN2yVbX3kLw5g' }] });
export type LeaveBody = z.infer<typeof LeaveBody>;

/** What a person reads by the secret link: no token, no account. */
export const Membership = z
  .object({
    id: Id,
    version: z.int(),
    community: z.object({ id: Id, name: LocalisedText, kind: z.enum(COMMUNITY_KINDS) }),
    name: z.string().nullable(),
    email: z.string().nullable(),
    consent: z.object({ basis: z.enum(BASES), givenAt: Instant, expiresAt: Instant.nullable() }),
    joinedAt: Instant,
  })
  .meta({ id: 'Membership', description: 'The own membership: personal data' });
export type Membership = z.infer<typeof Membership>;
