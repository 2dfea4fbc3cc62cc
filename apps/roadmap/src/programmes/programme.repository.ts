import { programmeEvents } from '@fiksu/contracts';
import { inUse, Attachables, Database, DomainError, OrganisationReferences, Repository, everything, raw, sql, type Caller } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { ProgrammeEntity } from './programme.entity.ts';
import type { Programme } from './programme.ts';
import type { ProgrammeView } from './programmes.schema.ts';

@Injectable()
export class ProgrammeRepository extends Repository<Programme, ProgrammeView> {
  constructor(db: Database, attachables: Attachables, references: OrganisationReferences) {
    super(db, ProgrammeEntity, 'programmes', programmeEvents);
    references.add(this, ['implementers', 'partners', 'lead', 'subProjects']);
    attachables.add({ table: raw('programme'), visibleTo: () => this.visibleTo() });
  }

  override visibleTo() {
    return everything;
  }

  override view(programme: Programme): ProgrammeView {
    return programme;
  }

  async refuseInUse(programme: string): Promise<void> {
    const rows = await this.db.run<{ user: string }>(sql`select 'items/' || id as user from item where programme = ${programme} order by id limit ${usersMax}`);
    if (rows.length > 0) throw inUse(rows.map(({ user }) => user));
  }

  /** An item was added to it a moment ago. */
  protected override refusalOf(constraint: string, { next }: { next: Programme | null }): DomainError | null {
    return constraint === 'item_programme' && next === null ? inUse(['items']) : null;
  }

  override mayChange({ districts, subProjects }: { districts: string[]; subProjects: { districts: string[] }[] }, by: Caller): void {
    by.requireWithin([...districts, ...subProjects.flatMap((part) => part.districts)]);
  }
}

/** So many are named to who would remove a programme. */
const usersMax = 20;
