import { Module, type DynamicModule } from '@nestjs/common';
import { AnswerDistrictsAt } from './districts/answer-districts-at.ts';
import { CityAtlas } from './districts/city-atlas.ts';
import { DistrictRepository } from './districts/district.repository.ts';
import { DistrictsController } from './districts/districts.controller.ts';
import { DistrictImportsController } from './districts/district-imports.controller.ts';
import { ImportDistricts } from './districts/import-districts.ts';
import { WriteDistrict } from './districts/write-district.ts';
import { LoadCity } from './load-city.ts';
import { AcceptNeed } from './needs/accept-need.ts';
import { DeclineNeed } from './needs/decline-need.ts';
import { FindLikelyDuplicates } from './needs/find-likely-duplicates.ts';
import { ForgetReceipts } from './needs/forget-receipts.ts';
import { HideNeed } from './needs/hide-need.ts';
import { ImportNeeds } from './needs/import-needs.ts';
import { LocateNeed } from './needs/locate-need.ts';
import { MergeNeed } from './needs/merge-need.ts';
import { NeedImportsController, NeedsBatchController } from './needs/need-imports.controller.ts';
import { NeedRepository } from './needs/need.repository.ts';
import { NeedsController } from './needs/needs.controller.ts';
import { ReadReceipt } from './needs/read-receipt.ts';
import { SubmitNeed } from './needs/submit-need.ts';
import { SupportNeed } from './needs/support-need.ts';
import { TriageNeed } from './needs/triage-need.ts';
import { ProgrammeRepository } from './programmes/programme.repository.ts';
import { ProgrammesController } from './programmes/programmes.controller.ts';
import { WriteProgramme } from './programmes/write-programme.ts';
import { CheckReferences } from './references/check-references.ts';
import { ROADMAP_CONFIG, type RoadmapConfig } from './roadmap.config.ts';
import { ThemeRepository } from './themes/theme.repository.ts';
import { ThemesController } from './themes/themes.controller.ts';
import { WriteTheme } from './themes/write-theme.ts';

/** The table of contents of the service. */
@Module({
  controllers: [
    DistrictImportsController,
    DistrictsController,
    ThemesController,
    ProgrammesController,
    NeedImportsController,
    NeedsBatchController,
    NeedsController,
  ],
  providers: [
    ...[CityAtlas, DistrictRepository, WriteDistrict, ImportDistricts, AnswerDistrictsAt],
    ...[ThemeRepository, WriteTheme],
    ...[ProgrammeRepository, WriteProgramme],
    ...[
      NeedRepository,
      ImportNeeds,
      SubmitNeed,
      TriageNeed,
      AcceptNeed,
      DeclineNeed,
      MergeNeed,
      HideNeed,
      SupportNeed,
      ReadReceipt,
      ForgetReceipts,
      LocateNeed,
      FindLikelyDuplicates,
    ],
    CheckReferences,
    LoadCity,
  ],
})
export class RoadmapModule {
  static with(config: RoadmapConfig): DynamicModule {
    return { module: RoadmapModule, providers: [{ provide: ROADMAP_CONFIG, useValue: config }] };
  }
}
