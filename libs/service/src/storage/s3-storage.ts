import { AbortMultipartUploadCommand, GetObjectCommand, ListMultipartUploadsCommand, S3Client, type MultipartUpload } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { Readable } from 'node:stream';
import { Disk, KeyNormalizer } from 'flydrive';
import { S3Driver } from 'flydrive/drivers/s3';
import { GivenBytes } from './given-bytes.ts';
import { notKept, storageFails } from './storage-fails.ts';
import { Storage, type ByteRange } from './storage.ts';

export interface S3Terms {
  bucket: string;
  /** What stands before every key, without a slash at its end; empty for none. */
  prefix: string;
  /** Of a server other than Amazon's. */
  endpoint?: string | undefined;
  region: string;
  /** Those of the machine's own identity where there are none. */
  credentials?: { accessKeyId: string; secretAccessKey: string } | undefined;
}

/** The smallest part that S3 takes. Two of them on their way are all the memory that an upload needs. */
const partBytes = 5_242_880;
const partsAtOnce = 2;
const attemptsMax = 3;
const connectTimeoutMs = 3000;
/** Between two bytes of an answer. */
const socketTimeoutMs = 30_000;

/** Keeps bytes in a bucket of S3 or of a server that speaks like it. */
export class S3Storage extends Storage {
  private readonly client: S3Client;
  private readonly disk: Disk;
  private readonly keys = new KeyNormalizer();

  constructor(private readonly terms: S3Terms) {
    super();
    const { endpoint, region, credentials, bucket } = terms;
    this.client = new S3Client({
      region,
      ...(endpoint ? { endpoint, forcePathStyle: true } : {}),
      ...(credentials ? { credentials } : {}),
      maxAttempts: attemptsMax,
      requestHandler: { connectionTimeout: connectTimeoutMs, socketTimeout: socketTimeoutMs },
      // Checksums in trailers are Amazon's alone, and other servers would keep them as a part of the bytes.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
    this.disk = new Disk(new S3Driver({ client: this.client, bucket, visibility: 'private', supportsACL: false }));
  }

  /** In parts, since neither flydrive nor a plain `PUT` sends a stream whose length is not known. S3 shows it when all of it is there. */
  override async put(key: string, bytes: Readable): Promise<void> {
    const Key = this.keyOf(key);
    const given = new GivenBytes(bytes);
    try {
      const params = { Bucket: this.terms.bucket, Key, Body: given.stream, ContentType: 'application/octet-stream' };
      await new Upload({ client: this.client, params, partSize: partBytes, queueSize: partsAtOnce, leavePartsOnError: false }).done();
    } catch (error) {
      given.stream.destroy();
      if (given.failure) throw given.failure.error;
      throw storageFails(error);
    }
  }

  override async read(key: string, range?: ByteRange): Promise<Readable> {
    const wanted = { Bucket: this.terms.bucket, Key: this.keyOf(key), Range: range && `bytes=${range.start}-${range.end}` };
    try {
      const { Body, ContentLength } = await this.client.send(new GetObjectCommand(wanted));
      const bytes = Body as Readable;
      if (!range || ContentLength === range.end - range.start + 1) return bytes;
      // Servers that know no ranges answer the whole: nobody may take it for the part.
      bytes.destroy();
      throw new Error(`answered ${ContentLength} bytes for ${wanted.Range}`);
    } catch (error) {
      throw (error as { name?: unknown }).name === 'NoSuchKey' ? notKept() : storageFails(error);
    }
  }

  override async remove(key: string): Promise<void> {
    const own = this.keyOf(key);
    await this.disk.delete(own).catch((error: unknown) => {
      throw storageFails(error);
    });
  }

  override async forgetUnfinished(before: Date): Promise<void> {
    for (const { Key, UploadId, Initiated } of await this.unfinished()) {
      if (!Initiated || Initiated >= before) continue;
      await this.client.send(new AbortMultipartUploadCommand({ Bucket: this.terms.bucket, Key, UploadId }));
    }
  }

  /** Up to a thousand of them; the rest is found the next time. Servers that cannot tell them have rules of their own for them. */
  private async unfinished(): Promise<MultipartUpload[]> {
    const { bucket: Bucket, prefix } = this.terms;
    try {
      const { Uploads = [] } = await this.client.send(new ListMultipartUploadsCommand({ Bucket, ...(prefix ? { Prefix: `${prefix}/` } : {}) }));
      return Uploads;
    } catch (error) {
      if ((error as { name?: unknown }).name === 'NotImplemented') return [];
      throw error;
    }
  }

  /** @throws Error for a key that would lead out of the prefix */
  private keyOf(key: string): string {
    const own = this.keys.normalize(key);
    return this.terms.prefix === '' ? own : `${this.terms.prefix}/${own}`;
  }
}
