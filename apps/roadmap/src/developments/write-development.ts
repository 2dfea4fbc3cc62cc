import { inUse, Attachments, Faults, newId, patched, type Caller } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { CityAtlas } from '../districts/city-atlas.ts';
import { DevelopmentRepository } from './development.repository.ts';
import { checkWindow } from '../items/item-window.ts';
import type { Development } from './development.ts';
import { DERIVED, DevelopmentBody, type DevelopmentView } from './developments.schema.ts';
import { readLocation } from './read-location.ts';

@Injectable()
export class WriteDevelopment {
  constructor(
    private readonly developments: DevelopmentRepository,
    private readonly atlas: CityAtlas,
    private readonly attachments: Attachments,
  ) {}

  async create(district: string, body: DevelopmentBody, by: Caller): Promise<DevelopmentView> {
    const developments = await this.developments.of(district, by);
    developments.mayChange({ district: developments.district }, by);
    const stored = { id: newId(), version: 1, createdAt: by.at, updatedAt: by.at, district: developments.district };
    return developments.create({ ...stored, ...(await this.checked(body, developments.district, [], by)) }, by);
  }

  async change(district: string, id: string, patch: Record<string, unknown>, by: Caller): Promise<DevelopmentView> {
    by.requireMatch();
    const developments = await this.developments.of(district, by);
    return developments.change(id, by, {
      action: 'change',
      decide: async (development) => {
        const { id: _i, version: _v, createdAt: _c, updatedAt: _u, district: _d, ...body } = development;
        const next = patched<DevelopmentBody>(body, patch, DevelopmentBody, DERIVED);
        return { ...development, ...(await this.checked(next, development.district, body.attachments, by)) };
      },
    });
  }

  /** @throws DomainError Conflict (409) `in-use`, naming the items that name it */
  async remove(district: string, id: string, by: Caller): Promise<void> {
    by.requireMatch();
    const developments = await this.developments.of(district, by);
    await developments.remove(id, by, async (development) => {
      const usedBy = await this.developments.usersOf(development.id);
      if (usedBy.length > 0) throw inUse(usedBy);
    });
  }

  private async checked(
    body: DevelopmentBody,
    district: string,
    attached: readonly string[],
    by: Caller,
  ): Promise<Omit<Development, 'id' | 'version' | 'createdAt' | 'updatedAt' | 'district'>> {
    const faults = new Faults();
    checkWindow(body.window, '', faults);
    faults.refuse();
    const location = body.location && readLocation(body.location, district, await this.atlas.current());
    await this.attachments.hang(body.attachments, by, attached);
    return { ...body, location };
  }
}
