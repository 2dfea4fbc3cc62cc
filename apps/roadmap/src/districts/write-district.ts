import { inUse, Database, Faults, patched, sql, type Caller, type Stored } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { eachOnce } from '../references/each-once.ts';
import { DistrictRepository } from './district.repository.ts';
import type { District } from './district.ts';
import { DistrictBody, type DistrictView } from './districts.schema.ts';
import { readGeometry } from './read-geometry.ts';

@Injectable()
export class WriteDistrict {
  constructor(
    private readonly districts: DistrictRepository,
    private readonly db: Database,
  ) {}

  async create(body: DistrictBody, by: Caller): Promise<DistrictView> {
    const district = {
      version: 1,
      createdAt: by.at,
      updatedAt: by.at,
      code: body.externalIds[0]?.value ?? null,
      ...asDistrict(body),
    };
    await this.districts.toCreate(district, by);
    await this.check(district);
    return this.districts.create(district, by);
  }

  change(id: string, patch: Record<string, unknown>, by: Caller): Promise<DistrictView> {
    return this.districts.change(id, by, {
      action: 'change',
      decide: async (district) => {
        const { version: _v, createdAt: _c, updatedAt: _u, code: _, ...body } = district;
        const next = { ...district, ...asDistrict(patched<DistrictBody>(body as DistrictBody, patch, DistrictBody)) };
        await this.check(next);
        return next;
      },
    });
  }

  remove(id: string, by: Caller): Promise<void> {
    return this.districts.remove(id, by, async (district) => {
      const usedBy = await this.usersOf(district.id);
      if (usedBy.length > 0) throw inUse(usedBy);
    });
  }

  private async check(district: District & Stored): Promise<void> {
    const faults = new Faults();
    const named = [...district.joins, ...(district.parent === null ? [] : [district.parent])];
    const known = await this.districts.existing(named);
    district.joins.forEach(
      (id, index) =>
        (known.has(id) && id !== district.id) ||
        faults.add(`/joins/${index}`, id === district.id ? 'A district cannot join itself' : 'There is no such district'),
    );
    if (district.parent !== null && (!known.has(district.parent) || district.parent === district.id))
      faults.add('/parent', 'There is no such district above it');
    if (district.level !== 'innovation-district' && district.joins.length > 0) faults.add('/joins', 'Only an innovation district joins others');
    if (district.geometry && district.joins.length > 0) faults.add('/geometry', 'A district has a border of its own or joins others');
    if (!district.geometry && district.joins.length === 0) faults.add('/geometry', 'A district needs a border, or the areas that it joins');
    faults.refuse();
  }

  private async usersOf(id: string): Promise<string[]> {
    const rows = await this.db.run<{ user: string }>(sql`
      select 'districts/' || id as user from district where parent = ${id} or ${id} = any(joins)
      union all select 'districts/' || district || '/developments/' || id from development where district = ${id}
      union all select 'programmes/' || id from programme where ${id} = any(districts) or ${id} = any(lessons_from) or sub_projects @> ${JSON.stringify([{ districts: [id] }])}::jsonb
      union all select 'items/' || id from item where districts @> array[${id}]
      union all select 'sessions/' || id from session where districts @> array[${id}] or participants @> ${JSON.stringify([{ district: id }])}::jsonb
      union all select 'needs/' || id from need where ${id} = any(districts) limit 20`);
    return rows.map(({ user }) => user);
  }
}

/** A polygon is kept as a multipolygon of one, without heights (R1). */
function asDistrict(body: DistrictBody): Omit<District, 'version' | 'code'> {
  const read = body.geometry ? readGeometry(body.geometry) : null;
  if (read && 'fault' in read) {
    const faults = new Faults();
    faults.add(read.fault.pointer, read.fault.detail);
    faults.refuse();
  }
  return {
    ...body,
    joins: eachOnce(body.joins),
    development: eachOnce(body.development),
    geometry: read && 'geometry' in read ? read.geometry : null,
  };
}
