import { isSlug, Slug, districtEvents } from '@fiksu/contracts';
import {
  Database,
  DomainError,
  Repository,
  defineListing,
  equals,
  everything,
  includes,
  oneOf,
  raw,
  sql,
  type Caller,
  type Filter,
  type ListQuery,
  type Listing,
  type Stored,
} from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CityAtlas } from './city-atlas.ts';
import { DistrictEntity } from './district.entity.ts';
import { DEVELOPMENTS, LEVELS, type District } from './district.ts';
import type { DistrictView } from './districts.schema.ts';
import { districtsAt, type Atlas } from './find-by-point.ts';
import { geometryOf } from './join-geometry.ts';

const degrees = /^-?\d{1,3}(\.\d{1,20})?,-?\d{1,2}(\.\d{1,20})?$/;
const onEarth = (text: string): boolean => {
  const [longitude = NaN, latitude = NaN] = text.split(',').map(Number);
  return degrees.test(text) && Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90;
};

/** Answered from the atlas, not by SQL: `DistrictRepository.list` puts the ids found in its place. */
const atPoint: Filter = {
  value: z.string().refine(onEarth, 'Must be longitude,latitude in degrees, as in 25.0106,60.2505'),
  where: (ids) => sql`id = any(${ids})`,
  description: 'The districts that hold this point: longitude,latitude',
  single: true,
};

export const districtListing = defineListing({
  filters: {
    at: atPoint,
    level: oneOf(z.enum(LEVELS), raw('level')),
    development: includes(z.enum(DEVELOPMENTS), raw('development'), { values: DEVELOPMENTS }),
    parent: equals(Slug, raw('parent')),
    join: includes(Slug, raw('joins')),
    externalId: {
      value: z.string().max(200),
      where: (values) =>
        sql`exists (select from jsonb_array_elements(external_ids) known where known ->> 'value' = any(${values}) or (known ->> 'scheme') || ':' || (known ->> 'value') = any(${values}))`,
      description: 'A code of the area, alone or with its scheme: 102, helsinki:osa-alue:0911102102',
    },
  },
  // "Any of its names" means any language and the other names; Finnish letters count with and without their dots.
  search: (words) => sql`translate(lower(concat_ws(' ', name ->> 'fi', name ->> 'sv', name ->> 'en', array_to_string(other_names, ' '))), 'åäöé', 'aaoe')
    like '%' || translate(lower(${words.replace(/[%_\\]/g, '\\$&')}), 'åäöé', 'aaoe') || '%'`,
});

type DistrictRow = District & Stored;

@Injectable()
export class DistrictRepository extends Repository<DistrictRow, DistrictView> {
  constructor(
    db: Database,
    private readonly atlas: CityAtlas,
  ) {
    super(db, DistrictEntity, 'districts', districtEvents);
  }

  protected override isId(id: string): boolean {
    return isSlug(id);
  }

  override visibleTo() {
    return everything;
  }

  /** A development was added while the district was being removed. */
  protected override refusalOf(constraint: string): DomainError | null {
    return constraint === 'development_district' ? new DomainError('Conflict', 'in-use', 'A development stands in it') : null;
  }

  override async view(district: DistrictRow, by: Caller): Promise<DistrictView> {
    const [view] = await this.views([district], by);
    return view as DistrictView;
  }

  override async views(districts: DistrictRow[], _by: Caller): Promise<DistrictView[]> {
    const atlas = districts.some((district) => district.joins.length > 0) ? await this.atlas.current() : null;
    return districts.map((district) => ({ ...district, geometry: atlas ? joined(district, atlas) : district.geometry }) as DistrictView);
  }

  override async list(listing: Listing, query: ListQuery, by: Caller) {
    return super.list(listing, await this.withPointAnswered(query), by);
  }

  override async counts(listing: Listing, query: ListQuery, by: Caller) {
    return super.counts(listing, await this.withPointAnswered(query), by);
  }

  private async withPointAnswered(query: ListQuery): Promise<ListQuery> {
    const [point] = query.filters.find(([filter]) => filter === atPoint)?.[1] ?? [];
    if (point === undefined) return query;
    const found = districtsAt(point.split(',').map(Number), await this.atlas.current()).map((district) => district.id);
    return {
      ...query,
      filters: query.filters.map(([filter, values]) => [filter, filter === atPoint ? found : values]),
    };
  }
}

const joined = (district: District, atlas: Atlas) => (district.joins.length > 0 ? geometryOf(district, atlas.byId) : district.geometry);
