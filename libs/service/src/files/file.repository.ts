import { Database, raw, sql, type Sql } from '@fiksu/database';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../access/caller.ts';
import { Repository } from '../recording/repository.ts';
import { Attachables } from './attachables.ts';
import { FileEntity } from './file.entity.ts';
import type { FileView } from './file.schema.ts';
import type { File } from './file.ts';

/** The purpose of the hash by which a file knows who sent it. */
export const uploaderOf = (by: Caller): string => by.hash('files');

/** Files are seen as what they hang on, and before that by who sent them alone (API contract, G7). They make no events. */
@Injectable()
export class FileRepository extends Repository<File, FileView> {
  constructor(
    db: Database,
    private readonly attachables: Attachables,
  ) {
    super(db, FileEntity, 'files');
  }

  override visibleTo(by: Caller): Sql {
    const own = by.claims === null ? raw('false') : sql`uploader = ${uploaderOf(by)} and not ${this.attachables.hangs}`;
    return sql`${this.attachables.visibleTo(by)} or (${own})`;
  }

  override view({ key: _key, uploader: _uploader, ...open }: File): FileView {
    return open;
  }
}
