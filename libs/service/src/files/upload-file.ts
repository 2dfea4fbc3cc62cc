import { Database, newId } from '@fiksu/database';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../access/caller.ts';
import type { SentBytes } from '../running/sent-bytes.ts';
import { Storage } from '../storage/storage.ts';
import { checkedBytes } from './check-type.ts';
import { fileNameOf } from './file-name.ts';
import { FileRepository, uploaderOf } from './file.repository.ts';
import type { FileView } from './file.schema.ts';
import type { File } from './file.ts';
import { LooseBytes } from './loose-bytes.ts';
import { scanFile } from './scan-file.ts';

@Injectable()
export class UploadFile {
  constructor(
    private readonly db: Database,
    private readonly storage: Storage,
    private readonly files: FileRepository,
    private readonly loose: LooseBytes,
  ) {}

  /** @throws DomainError Malformed (400) for its name, TooLarge (413), Unsupported (415) where the bytes are not what they are called */
  async execute(sent: SentBytes, contentDisposition: string | undefined, by: Caller): Promise<FileView> {
    const name = fileNameOf(contentDisposition);
    const id = newId();
    const key = `files/${by.at.slice(0, 10)}/${id}`;
    await this.loose.begin(key);
    try {
      await this.storage.put(key, checkedBytes(sent, sent.mediaType));
      const known = { id, name, key, type: sent.mediaType, size: sent.size, sha256: sent.sha256.toString('hex') };
      return await this.keep({ ...known, version: 1, status: 'pending', uploader: uploaderOf(by), createdAt: by.at, updatedAt: by.at }, by);
    } catch (error) {
      // What cannot be removed now is removed with the next sweep.
      await this.loose.discard(key).catch(() => undefined);
      throw error;
    }
  }

  private keep(file: File, by: Caller): Promise<FileView> {
    return this.db.transaction(async (tx) => {
      await this.loose.claim(file.key, tx);
      const view = await this.files.create(file, by, {}, tx);
      await tx.run(scanFile(file.id));
      return view;
    });
  }
}
