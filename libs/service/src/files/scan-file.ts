import { Database, type Sql } from '@fiksu/database';
import { Task, addJob, type JobRun } from '@fiksu/messaging';
import { Injectable } from '@nestjs/common';
import { Caller } from '../access/caller.ts';
import { Storage } from '../storage/storage.ts';
import { FileRepository } from './file.repository.ts';
import type { File } from './file.ts';
import { LooseBytes } from './loose-bytes.ts';
import { Scanner, type Verdict } from './scanner.ts';

const name = 'scan-file';

/** The statement that has a new file looked at. */
export const scanFile = (id: string): Sql => addJob(name, { id }, { jobKey: `${name}:${id}` });

/** Looks at a new file, and from then on it can be read, or its bytes are gone. What fails is tried again: until then it is pending. */
@Injectable()
export class ScanFile extends Task {
  override readonly name = name;

  constructor(
    private readonly db: Database,
    private readonly storage: Storage,
    private readonly files: FileRepository,
    private readonly loose: LooseBytes,
    private readonly scanner: Scanner,
  ) {
    super();
  }

  override async run(payload: unknown, { signal }: JobRun): Promise<void> {
    const { id } = payload as { id: string };
    const file = await this.files.store.find(id);
    if (file?.status !== 'pending') return;
    const verdict = await this.scanner.scan(() => this.storage.read(file.key), signal);
    await this.write(file, verdict);
    if (verdict === 'infected') await this.loose.discard(file.key);
  }

  private write(file: File, verdict: Verdict): Promise<void> {
    return this.db.transaction(async (tx) => {
      await this.files.saveBeside(file, { ...file, status: verdict }, Caller.nobody(new Date().toISOString()), { action: 'scan' }, tx);
      if (verdict === 'infected') await this.loose.release(file.key, tx);
    });
  }
}
