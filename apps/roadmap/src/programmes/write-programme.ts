import { Attachments, newId, patched, type Caller } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { checkUpdateDays } from '../items/timeliness.ts';
import { CheckReferences } from '../references/check-references.ts';
import { eachOnce } from '../references/each-once.ts';
import { ProgrammeRepository } from './programme.repository.ts';
import { checkProgramme, checkSubProjects, exactly, type Programme } from './programme.ts';
import { ProgrammeBody, type ProgrammeView } from './programmes.schema.ts';

@Injectable()
export class WriteProgramme {
  constructor(
    private readonly programmes: ProgrammeRepository,
    private readonly references: CheckReferences,
    private readonly attachments: Attachments,
  ) {}

  async create(body: ProgrammeBody, by: Caller): Promise<ProgrammeView> {
    const programme = { id: newId(), version: 1, createdAt: by.at, updatedAt: by.at };
    return this.programmes.create({ ...programme, ...(await this.checked(body, { subProjects: [], attachments: [] }, by)) }, by);
  }

  change(id: string, patch: Record<string, unknown>, by: Caller): Promise<ProgrammeView> {
    return this.programmes.change(id, by, {
      action: 'change',
      decide: async (programme) => {
        const { id: _i, version: _v, createdAt: _c, updatedAt: _u, ...body } = programme;
        return { ...programme, ...(await this.checked(patched<ProgrammeBody>(body, patch, ProgrammeBody), body, by)) };
      },
    });
  }

  /** @throws DomainError Conflict (409) `in-use`, naming the items of the programme */
  remove(id: string, by: Caller): Promise<void> {
    return this.programmes.remove(id, by, (programme) => this.programmes.refuseInUse(programme.id));
  }

  /** What is kept of a body. 403 comes before 422 (G5). */
  private async checked(
    body: ProgrammeBody,
    known: Pick<Programme, 'subProjects' | 'attachments'>,
    by: Caller,
  ): Promise<Omit<Programme, 'id' | 'version' | 'createdAt' | 'updatedAt'>> {
    this.programmes.mayChange(body, by);
    checkProgramme(body);
    checkUpdateDays(body.updateDays);
    checkSubProjects(body.subProjects, known.subProjects);
    const { districts, themes, lessonsFrom, subProjects } = body;
    await this.references.check(
      [
        ['/districts', districts],
        ['/lessonsFrom', lessonsFrom],
        ...subProjects.map((part, index): [string, string[]] => [`/subProjects/${index}/districts`, part.districts]),
      ],
      [['/themes', themes], ...subProjects.map((part, index): [string, string[]] => [`/subProjects/${index}/themes`, part.themes])],
    );
    await this.attachments.hang(body.attachments, by, known.attachments);
    return {
      ...body,
      grantedFunding: body.grantedFunding && exactly(body.grantedFunding),
      ...{ implementers: eachOnce(body.implementers), partners: eachOnce(body.partners) },
      ...{ themes: eachOnce(themes), districts: eachOnce(districts), lessonsFrom: eachOnce(lessonsFrom) },
      // Every sub-project has an id of its own; one that is sent with its id keeps it (R3).
      subProjects: subProjects.map((part) => ({ ...part, id: part.id ?? newId(), districts: eachOnce(part.districts), themes: eachOnce(part.themes) })),
    };
  }
}
