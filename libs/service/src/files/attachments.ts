import { Database, sql } from '@fiksu/database';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../access/caller.ts';
import { Faults } from '../problems/domain-error.ts';
import { FileRepository } from './file.repository.ts';

/** What a resource does with the files that are to hang on it. */
@Injectable()
export class Attachments {
  constructor(
    private readonly db: Database,
    private readonly files: FileRepository,
  ) {}

  /**
   * To be called before the resource is saved with these files: it gives them a day more, so that none of them is taken
   * for one that hangs on nothing and removed at that moment.
   * @param before those that hang on it already, which stay whatever has become of them
   * @throws DomainError Invalid (422) with a pointer for each that is named twice, infected, or none that this caller sees
   */
  async hang(ids: readonly string[], by: Caller, before: readonly string[] = []): Promise<void> {
    const faults = new Faults();
    const fresh = ids.filter((id) => !before.includes(id));
    const known = fresh.length === 0 ? [] : await this.renew(fresh, by);
    ids.forEach((id, index) => {
      if (ids.indexOf(id) < index) faults.add(`/attachments/${index}`, 'Is named twice');
      else if (fresh.includes(id) && !known.includes(id)) faults.add(`/attachments/${index}`, 'There is no such file, or it is infected');
    });
    faults.refuse();
  }

  private async renew(ids: readonly string[], by: Caller): Promise<string[]> {
    const rows = await this.db.run<{ id: string }>(sql`
      update file set loose_since = now() where id = any(${ids}) and status <> 'infected' and (${this.files.visibleTo(by)}) returning id`);
    return rows.map(({ id }) => id);
  }
}
