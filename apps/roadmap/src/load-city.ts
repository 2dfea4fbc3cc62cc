import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Caller, Database, sql, type Runs } from '@fiksu/service';
import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { z } from 'zod';
import { DistrictRepository } from './districts/district.repository.ts';
import type { District, Level } from './districts/district.ts';
import { DistrictBody } from './districts/districts.schema.ts';
import { readHelsinkiGeojson, type RecordRead } from './districts/read-helsinki-geojson.ts';
import { ROADMAP_CONFIG, type RoadmapConfig } from './roadmap.config.ts';
import { ThemeRepository } from './themes/theme.repository.ts';
import { ThemeBody } from './themes/themes.schema.ts';

/** The city's own division, from large to small, so that each area finds its parent. */
const areaFiles: [file: string, level: Level][] = [
  ['suurpiirit', 'major-district'],
  ['peruspiirit', 'district'],
  ['kaupunginosat', 'neighbourhood'],
  ['osa-alueet', 'subarea'],
  ['postinumeroalueet', 'postal-area'],
];
/** Any number that is the same in all replicas, of which one loads. */
const loadingLock = 815_643;

const readJson = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8')) as unknown;

/**
 * Gives a service without any district those of the city, and its themes, at its first start (G27).
 * All or nothing: what is half loaded would be taken for a city.
 */
@Injectable()
export class LoadCity implements OnApplicationBootstrap {
  private readonly logger = new Logger(LoadCity.name);

  constructor(
    @Inject(ROADMAP_CONFIG) private readonly config: RoadmapConfig,
    private readonly db: Database,
    private readonly districts: DistrictRepository,
    private readonly themes: ThemeRepository,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const folder = this.config.SAMPLE_DIR;
    if (folder === undefined) return;
    await this.db.transaction(async (tx) => {
      await tx.run(sql`select pg_advisory_xact_lock(${loadingLock})`);
      const [found] = await tx.run<{ any: boolean }>(sql`select exists (select from district) or exists (select from theme) as any`);
      if (found?.any) return;
      const by = Caller.nobody(new Date().toISOString());
      const areas = await this.loadAreas(folder, by, tx);
      await this.loadCurated(folder, by, tx);
      await this.loadThemes(folder, by, tx);
      this.logger.log(`Loaded ${areas} areas of the city`);
    });
  }

  private async loadAreas(folder: string, by: Caller, tx: Runs): Promise<number> {
    const known: District[] = [];
    for (const [file, level] of areaFiles) {
      const read = readHelsinkiGeojson(await readJson(join(folder, 'districts', `${file}.geojson`)), { level, known });
      if (!read) throw new Error(`${file}.geojson is no FeatureCollection`);
      known.push(...read.flatMap((entry) => districtOf(file, entry)));
    }
    for (const district of known) await this.addDistrict(district, by, tx);
    return known.length;
  }

  private async loadCurated(folder: string, by: Caller, tx: Runs): Promise<void> {
    const { data } = z.object({ data: z.array(DistrictBody) }).parse(await readJson(join(folder, 'districts', 'innovation-districts.json')));
    for (const district of data) await this.addDistrict({ ...district, version: 1, code: null, geometry: null }, by, tx);
  }

  private async loadThemes(folder: string, by: Caller, tx: Runs): Promise<void> {
    const { data } = z.object({ data: z.array(ThemeBody) }).parse(await readJson(join(folder, 'themes', 'themes.json')));
    const add = (theme: ThemeBody) => this.themes.addBeside({ ...theme, version: 1, createdAt: by.at, updatedAt: by.at }, by, tx);
    // The broader ones first, since the narrower ones refer to them.
    for (const theme of data) if (theme.broader === null) await add(theme);
    for (const theme of data) if (theme.broader !== null) await add(theme);
  }

  private addDistrict(district: District, by: Caller, tx: Runs): Promise<void> {
    return this.districts.addBeside({ ...district, createdAt: by.at, updatedAt: by.at }, by, tx);
  }
}

function districtOf(file: string, read: RecordRead): District[] {
  if ('errors' in read) throw new Error(`${file}.geojson, record ${read.record}: ${read.errors[0]?.pointer} ${read.errors[0]?.detail}`);
  return [read.district];
}
