import { newId, patched, type Caller } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { CheckReferences } from '../references/check-references.ts';
import { ProgrammeRepository } from './programme.repository.ts';
import { checkProgramme, type Programme } from './programme.ts';
import { ProgrammeBody, type ProgrammeView } from './programmes.schema.ts';

@Injectable()
export class WriteProgramme {
  constructor(
    private readonly programmes: ProgrammeRepository,
    private readonly references: CheckReferences,
  ) {}

  async create(body: ProgrammeBody, by: Caller): Promise<ProgrammeView> {
    const programme: Programme = { id: newId(), version: 1, createdAt: by.at, updatedAt: by.at, ...withIds(body) };
    this.programmes.mayChange(programme, by);
    await this.check(programme);
    return this.programmes.create(programme, by);
  }

  change(id: string, patch: Record<string, unknown>, by: Caller): Promise<ProgrammeView> {
    return this.programmes.change(id, by, {
      action: 'change',
      decide: async (programme) => {
        const { id: _, version, createdAt, updatedAt, ...body } = programme;
        const next = { id: programme.id, version, createdAt, updatedAt, ...withIds(patched<ProgrammeBody>(body, patch, ProgrammeBody)) };
        this.programmes.mayChange(next, by);
        await this.check(next);
        return next;
      },
    });
  }

  private async check(programme: Programme): Promise<void> {
    checkProgramme(programme);
    const { districts, themes, lessonsFrom, subProjects } = programme;
    await this.references.check(
      [['/districts', districts], ['/lessonsFrom', lessonsFrom], ...subProjects.map((part, index): [string, string[]] => [`/subProjects/${index}/districts`, part.districts])],
      [['/themes', themes], ...subProjects.map((part, index): [string, string[]] => [`/subProjects/${index}/themes`, part.themes])],
    );
  }
}

/** Every sub-project has an id of its own; one that is named again keeps it (R3). */
function withIds(body: ProgrammeBody) {
  return { ...body, subProjects: body.subProjects.map((part) => ({ ...part, id: part.id ?? newId() })) };
}
