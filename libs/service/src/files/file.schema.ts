import { Id, Instant } from '@fiksu/contracts';
import { z } from 'zod';
import { FILE_STATUSES, attachmentsMax } from './file.ts';

export const FileView = z
  .object({
    id: Id,
    version: z.int(),
    status: z.enum(FILE_STATUSES).describe('Nobody reads a file that is not clean'),
    name: z.string(),
    type: z.string().describe('The media type'),
    size: z.int().describe('In bytes'),
    sha256: z.string().describe('Of the bytes, in hexadecimal'),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'File' });
export type FileView = z.infer<typeof FileView>;

/** The member `attachments` of a body: ids of files. */
export const AttachmentIds = z.array(Id).max(attachmentsMax).default([]).describe('Files that hang on it: who sees it sees them');
