import { developmentEvents } from '@fiksu/contracts';
import {
  searchIn,
  Attachables,
  Database,
  OrganisationReferences,
  Repository,
  defineListing,
  everything,
  notFound,
  oneOf,
  organisation,
  raw,
  sql,
  type Caller,
  type DomainError,
  type Sql,
} from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { DistrictRepository } from '../districts/district.repository.ts';
import { DevelopmentEntity } from './development.entity.ts';
import { KINDS, STAGES, type Development } from './development.ts';
import type { DevelopmentView } from './developments.schema.ts';

export const developmentListing = defineListing({
  filters: {
    kind: oneOf(z.enum(KINDS), raw('kind')),
    stage: oneOf(z.enum(STAGES), raw('stage')),
    builder: organisation(raw('builder')),
  },
  search: searchIn(raw('title')),
});

/** Developments as far as they lie within a condition: those of one district, or all. Everybody may read them (G7). */
class Developments extends Repository<Development, DevelopmentView> {
  constructor(
    db: Database,
    private readonly within: Sql,
  ) {
    super(db, DevelopmentEntity, 'developments', developmentEvents);
  }

  override visibleTo() {
    return this.within;
  }

  override view(development: Development): DevelopmentView {
    return development;
  }

  override mayChange({ district }: Pick<Development, 'district'>, by: Caller): void {
    by.requireWithin([district]);
  }

  /** The district was removed meanwhile. */
  protected override refusalOf(constraint: string): DomainError | null {
    return constraint === 'development_district' ? notFound() : null;
  }
}

/** What stands at `/districts/{district}/developments`: no other district's can be reached there. */
export class DevelopmentsOfDistrict extends Developments {
  constructor(
    db: Database,
    readonly district: string,
  ) {
    super(db, sql`district = ${district}`);
  }
}

/** So many items are named to who would remove a development. */
const namedMax = 20;

@Injectable()
export class DevelopmentRepository extends Developments {
  constructor(
    db: Database,
    attachables: Attachables,
    references: OrganisationReferences,
    private readonly districts: DistrictRepository,
  ) {
    super(db, everything);
    attachables.add({ table: raw('development'), visibleTo: () => everything });
    references.add(this, ['builder']);
  }

  /** @throws DomainError NotFound (404) where there is no such district */
  async of(district: string, by: Caller): Promise<DevelopmentsOfDistrict> {
    const { id } = await this.districts.get(district, by);
    const developments = new DevelopmentsOfDistrict(this.db, id);
    developments.settle = this.settle;
    return developments;
  }

  /** What names this development, and keeps it from being removed (G11): `items/…`. */
  async usersOf(id: string): Promise<string[]> {
    const rows = await this.db.run<{ user: string }>(sql`
      select 'items/' || id as "user" from item where developments @> array[${id}::uuid] order by created_at, id limit ${namedMax}`);
    return rows.map(({ user }) => user);
  }
}
