import type { LocalisedText } from '@fiksu/contracts';
import { Database, join, raw, sql, type Caller, type Sql } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { CityAtlas } from '../districts/city-atlas.ts';
import type { Atlas } from '../districts/find-by-point.ts';
import { PlaceNames } from './likely-duplicates-places.ts';
import { wordsToSearch } from './likely-duplicates-search.ts';
import { scoreLikeness, type CityWords } from './likely-duplicates.ts';
import { NeedRepository } from './need.repository.ts';
import type { Need } from './need.ts';
import type { LikelyDuplicate } from './needs.schema.ts';

const duplicatesMax = 5;
/** How many each way of looking may add, so that the work does not grow with the number of needs. */
const most = { nearest: 15, likestNearBy: 30, likestInDistrict: 30, likestAnywhere: 15 };
/** Of the nearest ones so many are looked at for their words. */
const nearByMax = 1_000;
/** As the rule has it, what is 800 m away is half as near: in degrees of latitude. */
const halfwayDegrees = 0.0072;
const radians = Math.PI / 180;

/**
 * Finds needs that may say the same: candidates by the indexes of words, places and districts, scored by the rule.
 * Words are found with `like`, which the trigram index serves without a threshold: the operators that have one take it
 * from a setting of the connection, and at their default miss every second paraphrase.
 */
@Injectable()
export class FindLikelyDuplicates {
  private readonly drawn = new WeakMap<Atlas, Omit<CityWords, 'themes'>>();

  constructor(
    private readonly db: Database,
    private readonly needs: NeedRepository,
    private readonly atlas: CityAtlas,
  ) {}

  /** The likeliest first, and only what this caller may read (R4). */
  async of(need: Need, by: Caller): Promise<LikelyDuplicate[]> {
    const words = this.wordsOf(await this.atlas.current());
    const [candidates, themes] = await Promise.all([this.candidates(need, words.places, by), this.labelsOf(need.themes)]);
    const city = { ...words, themes };
    return candidates
      .flatMap((candidate) => {
        const likeness = scoreLikeness(need, candidate, city);
        return likeness ? [{ id: candidate.id, title: candidate.title, ...likeness }] : [];
      })
      .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
      .slice(0, duplicatesMax);
  }

  private candidates(need: Need, places: PlaceNames, by: Caller): Promise<Need[]> {
    const { wanted, anyOf, bothOf, titles } = wordsToSearch(need, places);
    const open = sql`id <> ${need.id} and status not in ('declined', 'merged') and (${this.needs.wordsVisibleTo(by)})`;
    const likest = sql`similarity(words, ${wanted})`;
    const distance = need.location && distanceTo(need.location.coordinates);
    const nearest =
      need.location && sql`select id, words from need where place is not null and ${open} order by place <-> ${placeOf(need.location.coordinates)}`;
    const nearness = distance ? sql`coalesce(0.25 + 0.75 / (1 + (${distance}) ^ 2), 0.9)` : raw('1');
    const inDistrict = sql`districts && ${need.districts}::text[] and words like any(${anyOf}::text[])`;
    const anywhere = sql`words like any(${titles}::text[]) ${bothOf ? sql`or words like ${bothOf[0]} and words like ${bothOf[1]}` : raw('')}`;
    const ways = [
      ...(nearest
        ? [
            sql`select id from (${nearest} limit ${most.nearest}) as nearest`,
            sql`select id from (${nearest} limit ${nearByMax}) as near_by order by ${likest} desc limit ${most.likestNearBy}`,
          ]
        : []),
      sql`select id from need where ${inDistrict} and ${open} order by (0.2 + ${likest}) * ${nearness} desc, id limit ${most.likestInDistrict}`,
      sql`select id from need where (${anywhere}) and ${open} order by ${likest} desc, id limit ${most.likestAnywhere}`,
    ];
    return this.db.run<Need>(
      sql`select ${this.needs.store.columns} from need where id in (${join(
        ways.map((way) => sql`(${way})`),
        ' union ',
      )})`,
    );
  }

  /** What the city calls its areas, worked out once for an atlas. */
  private wordsOf(atlas: Atlas): Omit<CityWords, 'themes'> {
    const known = this.drawn.get(atlas);
    if (known) return known;
    const areas = [...atlas.byId.values()];
    const words = {
      districts: new Map(areas.map(({ id, name }) => [id, name])),
      places: new PlaceNames(areas.flatMap(({ name, otherNames }) => [...Object.values(name), ...otherNames])),
    };
    this.drawn.set(atlas, words);
    return words;
  }

  private async labelsOf(themes: readonly string[]): Promise<ReadonlyMap<string, LocalisedText>> {
    if (themes.length === 0) return new Map();
    const rows = await this.db.run<{ id: string; label: LocalisedText }>(sql`select id, label from theme where id = any(${themes})`);
    return new Map(rows.map(({ id, label }) => [id, label]));
  }
}

/** On Mercator's map, as the column has it. */
const placeOf = ([longitude = 0, latitude = 0]: readonly number[]): Sql =>
  sql`point(${longitude}::double precision, ${Math.asinh(Math.tan(latitude * radians)) / radians}::double precision)`;

/** In steps that halve the nearness; the map's degrees grow towards the pole. */
function distanceTo(coordinates: readonly number[]): Sql {
  const [, latitude = 0] = coordinates;
  return sql`(place <-> ${placeOf(coordinates)}) / ${halfwayDegrees / Math.cos(latitude * radians)}::double precision`;
}
