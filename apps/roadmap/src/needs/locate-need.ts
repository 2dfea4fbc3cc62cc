import type { Point } from '@fiksu/contracts';
import { invalid } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { CityAtlas } from '../districts/city-atlas.ts';
import { areasOf } from '../districts/district.ts';
import { districtsOfNeed, liesIn, type Atlas } from '../districts/find-by-point.ts';

/** Where a need is: named, or found by its point (R1, R4). */
@Injectable()
export class LocateNeed {
  constructor(private readonly atlas: CityAtlas) {}

  /** @throws DomainError Invalid (422) at `/districts` or `/location` */
  async districtsOf(named: string[], location: Point | null): Promise<string[]> {
    return districtsFor(named, location, location ? await this.atlas.current() : null);
  }
}

/**
 * The districts of a need. With both, the point must lie in one of those named, which are kept as sent.
 * @param atlas needed where there is a location
 * @throws DomainError Invalid (422) at `/districts` or `/location`
 */
export function districtsFor(named: string[], location: Point | null, atlas: Atlas | null): string[] {
  if (!location || !atlas) {
    if (named.length === 0) throw invalid([{ pointer: '/districts', detail: 'A need has a district or a location' }]);
    return named;
  }
  if (named.length === 0) {
    const found = districtsOfNeed(location.coordinates, atlas);
    if (found.length === 0) throw invalid([{ pointer: '/location', detail: 'Lies in no district of the city' }]);
    return found;
  }
  const holds = named.some((id) => {
    const district = atlas.byId.get(id);
    return district !== undefined && liesIn(location.coordinates, district, areasOf(district, atlas.byId));
  });
  if (!holds) throw invalid([{ pointer: '/location', detail: `Lies in none of ${named.join(', ')}` }]);
  return named;
}
