import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../access/caller.ts';
import { DomainError } from '../problems/domain-error.ts';
import { Storage, type ByteRange } from '../storage/storage.ts';
import { byteRangeOf } from './byte-range.ts';
import { attachment } from './content-disposition.ts';
import { FileRepository } from './file.repository.ts';
import { requireClean, type File } from './file.ts';

interface Content {
  status: 200 | 206 | 304;
  headers: Record<string, string>;
  /** None where nothing has changed. */
  bytes?: Readable;
}

@Injectable()
export class ReadContent {
  constructor(
    private readonly files: FileRepository,
    private readonly storage: Storage,
  ) {}

  /** @throws DomainError NotFound (404), Conflict (409) `not-clean`, Gone (410) `infected`, RangeNotSatisfiable (416) */
  async execute(id: string, { method, headers }: Pick<FastifyRequest, 'method' | 'headers'>, by: Caller): Promise<Content> {
    const file = await this.files.get(id, by);
    requireClean(file);
    const tag = `"${file.sha256}"`;
    const always = { ETag: tag, 'Cache-Control': 'private, no-cache' };
    if (isNamed(headers['if-none-match'], tag)) return { status: 304, headers: always };
    const range = method === 'GET' && (headers['if-range'] ?? tag) === tag ? byteRangeOf(headers.range, file.size) : null;
    if (range === 'unsatisfiable') throw notSatisfiable(file.size);
    const described = { ...always, ...describe(file, range) };
    if (method === 'HEAD') return { status: 200, headers: described, bytes: Readable.from([]) };
    return { status: range ? 206 : 200, headers: described, bytes: await this.storage.read(file.key, range ?? undefined) };
  }
}

/** A browser saves what others have sent, and never shows it as a page of ours: neither by its type nor by what it makes of the bytes. */
function describe({ name, type, size }: File, range: ByteRange | null): Record<string, string> {
  return {
    'Content-Type': type.startsWith('text/') ? `${type}; charset=utf-8` : type,
    'Content-Length': String(range ? range.end - range.start + 1 : size),
    'Content-Disposition': attachment(name),
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'Accept-Ranges': 'bytes',
    ...(range ? { 'Content-Range': `bytes ${range.start}-${range.end}/${size}` } : {}),
  };
}

const isNamed = (ifNoneMatch: string | undefined, tag: string): boolean =>
  ifNoneMatch !== undefined && ifNoneMatch.split(',').some((sent) => ['*', tag].includes(sent.trim().replace(/^W\//, '')));

const notSatisfiable = (size: number) =>
  new DomainError('RangeNotSatisfiable', 'range-not-satisfiable', `The file has ${size} bytes`, {}, { 'Content-Range': `bytes */${size}` });
