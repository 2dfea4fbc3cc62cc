import { createHash } from 'node:crypto';
import { Id, Instant, LocalisedText } from '@fiksu/contracts';
import { ndjsonRecords, type ImportSource, type RecordRead } from '@fiksu/service';
import { z } from 'zod';
import { NEED_STATUSES, type ExternalId as NeedExternalId } from './need.ts';
import { AddressBody, ExternalId, NeedBody } from './needs.schema.ts';

const externalIdsMax = 20;
/** What a need is answered with beside what is said of it: an exported need can be imported as it is. */
const answered = ['version', 'actions', 'updatedAt', 'supportCount', 'mergedFrom', 'reports', 'attachments', 'outcomes'];
/** The scheme of needs whose records name nothing by which they can be known again. */
const contentScheme = 'import-content';

/** One need of another system, in the state that it has there and with the time at which it was made (API contract, "Needs, the rest"). */
const NeedRecord = z.strictObject({
  ...NeedBody.shape,
  id: Id.optional(),
  externalIds: z.array(ExternalId).max(externalIdsMax).default([]),
  status: z.enum(NEED_STATUSES).default('submitted'),
  createdAt: Instant.optional(),
  note: LocalisedText.nullable().default(null),
  declineReason: LocalisedText.nullable().default(null),
  hidden: z.boolean().default(false),
  mergedInto: Id.nullable().default(null),
  addressed: AddressBody.nullable().default(null),
  ...Object.fromEntries(answered.map((name) => [name, z.unknown().optional()])),
});
export type NeedRecord = Omit<z.infer<typeof NeedRecord>, 'externalIds'> & { externalIds: NeedExternalId[] };

/** A need a line, with its own id, an id of the system that it comes from, or nothing but what it says. */
export const needLines: ImportSource<NeedRecord> = {
  name: 'ndjson',
  mediaTypes: ['application/x-ndjson'],
  recognises: (beginning) => /^\s*\{/.test(beginning.replace(/^\uFEFF/, '')),
  records: readNeeds,
};

async function* readNeeds(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<RecordRead<NeedRecord>> {
  for await (const record of ndjsonRecords(bytes)) yield 'errors' in record ? record : readNeed(record.value);
}

/** One record by itself: all that is wrong with it, each fault with its place. */
export function readNeed(value: unknown): RecordRead<NeedRecord> {
  const read = NeedRecord.safeParse(value);
  if (!read.success) return { errors: read.error.issues.flatMap(faultsOf) };
  const record = read.data as NeedRecord;
  return {
    value: record.id === undefined && record.externalIds.length === 0 ? { ...record, externalIds: [{ scheme: contentScheme, value: hashOf(record) }] } : record,
  };
}

function faultsOf(issue: z.core.$ZodIssue) {
  const pointer = issue.path.map((name) => `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  return issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => ({ pointer: `${pointer}/${key}`, detail: 'There is no such member' }))
    : [{ pointer, detail: issue.message }];
}

/** What a need says, as a name for it: the same words of the same moment about the same place are the same need. */
function hashOf({ title, description, createdAt, source, districts, location }: NeedRecord): string {
  return createHash('sha256')
    .update(JSON.stringify([title, description, createdAt, source, districts, location]))
    .digest('base64url');
}
