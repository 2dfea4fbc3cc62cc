import { programmeEvents } from '@fiksu/contracts';
import { Attachables, Database, Repository, everything, forbidden, raw, type Caller } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { ProgrammeEntity } from './programme.entity.ts';
import type { Programme } from './programme.ts';
import type { ProgrammeView } from './programmes.schema.ts';

@Injectable()
export class ProgrammeRepository extends Repository<Programme, ProgrammeView> {
  constructor(db: Database, attachables: Attachables) {
    super(db, ProgrammeEntity, 'programmes', programmeEvents);
    attachables.add({ table: raw('programme'), visibleTo: () => this.visibleTo() });
  }

  override visibleTo() {
    return everything;
  }

  override view(programme: Programme): ProgrammeView {
    return programme;
  }

  override mayChange({ districts, subProjects }: { districts: string[]; subProjects: { districts: string[] }[] }, by: Caller): void {
    const touched = [...districts, ...subProjects.flatMap((part) => part.districts)];
    if (by.limits && touched.some((district) => !by.limits?.includes(district)))
      throw forbidden('Your token is limited to other districts', 'outside-districts');
  }
}
