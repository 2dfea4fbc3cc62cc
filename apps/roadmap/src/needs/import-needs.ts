import { Database, Faults, ImportTarget, newId, sql, type Caller, type Decided, type KnownRows, type Runs } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { CityAtlas } from '../districts/city-atlas.ts';
import type { Atlas } from '../districts/find-by-point.ts';
import { eachOnce } from '../references/each-once.ts';
import { districtsFor } from './locate-need.ts';
import { NeedRepository } from './need.repository.ts';
import { needLines, type NeedRecord } from './need-records.ts';
import { checkSource, untouched, type ExternalId, type Need } from './need.ts';

export const needSources = [needLines];

const idKey = (id: string) => `id:${id}`;
const externalKey = ({ scheme, value }: ExternalId) => `external:${JSON.stringify({ scheme, value })}`;

/**
 * What becomes of needs of another system, or of another time: they land in the state that they have there, with the
 * time at which they were made, and have no author with a receipt (API contract, "Needs, the rest"). One that is here
 * already keeps what was decided about it here; what it says is renewed.
 */
@Injectable()
export class ImportNeeds extends ImportTarget<NeedRecord, Need> {
  readonly sources = needSources;
  private places: { atlas: Atlas; themes: ReadonlySet<string> } | null = null;

  constructor(
    needs: NeedRepository,
    private readonly atlas: CityAtlas,
    private readonly db: Database,
  ) {
    super(needs);
  }

  override async prepare(): Promise<void> {
    const themes = await this.db.run<{ id: string }>(sql`select id from theme`);
    this.places = { atlas: await this.atlas.current(), themes: new Set(themes.map(({ id }) => id)) };
  }

  override keysOf({ id, externalIds }: Need): string[] {
    return [idKey(id), ...externalIds.map(externalKey)];
  }

  override wanted({ id, externalIds, mergedInto }: NeedRecord): string[] {
    return [...(id === undefined ? [] : [idKey(id)]), ...externalIds.map(externalKey), ...(mergedInto === null ? [] : [idKey(mergedInto)])];
  }

  override find(keys: readonly string[], on: Runs): Promise<Need[]> {
    const after = (prefix: string) => keys.flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []));
    const wanted = after('external:').map((externalId) => `[${externalId}]`);
    return on.run<Need>(sql`
      select ${this.repository.store.columns} from need where id = any(array(
        select unnest(${after('id:')}::uuid[])
        union select known.id from unnest(${wanted}::jsonb[]) wanted join need known on known.external_ids @> wanted))`);
  }

  override decide(record: NeedRecord, known: KnownRows<Need>, by: Caller): Decided<Need> {
    const before =
      [...(record.id === undefined ? [] : [idKey(record.id)]), ...record.externalIds.map(externalKey)].flatMap((key) => known.one(key) ?? [])[0] ?? null;
    checkSource(record);
    this.checkReferences(record, known, by);
    if (before) return { before, next: renewed(before, record) };
    const { title, description, location, evidence, source, organisation, session, externalIds, status, note, declineReason, hidden, mergedInto, addressed } =
      record;
    const next: Need = {
      ...untouched,
      ...{ title, description, location, evidence, source, organisation, session, externalIds, status, note, declineReason, hidden, mergedInto, addressed },
      id: record.id ?? newId(),
      districts: districtsFor(eachOnce(record.districts), location, this.places?.atlas ?? null),
      themes: eachOnce(record.themes),
      affectedGroups: eachOnce(record.affectedGroups),
      statusBeforeMerge: status === 'merged' ? 'submitted' : null,
      attachments: [],
      receiptHash: null,
      createdAt: record.createdAt ?? by.at,
      updatedAt: by.at,
    };
    return { before: null, next };
  }

  /** @throws DomainError Invalid (422) with a pointer for each fault */
  private checkReferences({ districts, themes, createdAt, status, mergedInto, addressed }: NeedRecord, known: KnownRows<Need>, by: Caller): void {
    const faults = new Faults();
    districts.forEach((id, index) => this.places?.atlas.byId.has(id) || faults.add(`/districts/${index}`, 'There is no such district'));
    themes.forEach((id, index) => this.places?.themes.has(id) || faults.add(`/themes/${index}`, 'There is no such theme'));
    if (createdAt !== undefined && createdAt > by.at) faults.add('/createdAt', 'Lies in the future');
    const survivor = mergedInto === null ? null : known.one(idKey(mergedInto));
    if (status === 'merged' && !survivor) faults.add('/mergedInto', 'A merged need names the need that goes on, which has to be here already');
    if (status !== 'merged' && mergedInto !== null) faults.add('/mergedInto', 'Only a merged need names one');
    if (addressed !== null && status !== 'addressed') faults.add('/addressed', 'Only an addressed need says how it was');
    if (survivor?.status === 'merged') faults.add('/mergedInto', 'This need is merged itself');
    faults.refuse();
  }
}

/** What a need says now; what was decided about it here (its state, districts, themes) stands. */
function renewed(before: Need, { title, description, evidence, affectedGroups, externalIds }: NeedRecord): Need {
  const known = new Set(before.externalIds.map(externalKey));
  return {
    ...before,
    ...{ title, description, evidence },
    affectedGroups: eachOnce(affectedGroups),
    externalIds: [...before.externalIds, ...externalIds.filter((externalId) => !known.has(externalKey(externalId)))],
  };
}
