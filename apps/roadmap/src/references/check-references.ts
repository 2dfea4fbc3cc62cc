import { Faults } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { DistrictRepository } from '../districts/district.repository.ts';
import { ThemeRepository } from '../themes/theme.repository.ts';

/** Lists of ids with the pointer at which each stands in the body. */
type Named = [pointer: string, ids: readonly string[]][];

/** Within the service an unknown id is refused with its pointer (G10). */
@Injectable()
export class CheckReferences {
  constructor(
    private readonly districts: DistrictRepository,
    private readonly themes: ThemeRepository,
  ) {}

  /** @throws DomainError Invalid (422) with a pointer for each id that nothing has */
  async check(districts: Named, themes: Named): Promise<void> {
    const [knownDistricts, knownThemes] = await Promise.all([
      this.districts.existing(districts.flatMap(([, ids]) => ids)),
      this.themes.existing(themes.flatMap(([, ids]) => ids)),
    ]);
    const faults = new Faults();
    addUnknown(faults, districts, knownDistricts, 'There is no such district');
    addUnknown(faults, themes, knownThemes, 'There is no such theme');
    faults.refuse();
  }
}

function addUnknown(faults: Faults, named: Named, known: Set<string>, detail: string): void {
  for (const [pointer, ids] of named) ids.forEach((id, index) => known.has(id) || faults.add(`${pointer}/${index}`, detail));
}
