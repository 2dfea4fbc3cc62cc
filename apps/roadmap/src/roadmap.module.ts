import { Module, type DynamicModule } from '@nestjs/common';
import { AnswerDistrictsAt } from './districts/answer-districts-at.ts';
import { DevelopmentRepository } from './developments/development.repository.ts';
import { DevelopmentsController } from './developments/developments.controller.ts';
import { WriteDevelopment } from './developments/write-development.ts';
import { CityAtlas } from './districts/city-atlas.ts';
import { DistrictRepository } from './districts/district.repository.ts';
import { DistrictsController } from './districts/districts.controller.ts';
import { DistrictImportsController } from './districts/district-imports.controller.ts';
import { ImportDistricts } from './districts/import-districts.ts';
import { WriteDistrict } from './districts/write-district.ts';
import { ActOnItem } from './items/act-on-item.ts';
import { CheckItem } from './items/check-item.ts';
import { ForeignThings } from './items/foreign-things.ts';
import { ItemPartsController } from './items/item-parts.controller.ts';
import { ItemRepository } from './items/item.repository.ts';
import { ItemSurroundings } from './items/item-surroundings.ts';
import { ItemsBatchController, ItemsController } from './items/items.controller.ts';
import { LinkItem } from './items/link-item.ts';
import { PlanMilestones } from './items/plan-milestones.ts';
import { UsersOfItem } from './items/users-of-item.ts';
import { VouchForItem } from './items/vouch-for-item.ts';
import { WriteItem } from './items/write-item.ts';
import { LoadCity } from './load-city.ts';
import { MethodRepository } from './methods/method.repository.ts';
import { MethodsBatchController, MethodsController } from './methods/methods.controller.ts';
import { ReadTrackRecord } from './methods/read-track-record.ts';
import { WriteMethod } from './methods/write-method.ts';
import { AcceptNeed } from './needs/accept-need.ts';
import { AddressNeed } from './needs/address-need.ts';
import { CrystalliseBeside } from './needs/crystallise-beside.ts';
import { CrystalliseNeed } from './needs/crystallise-need.ts';
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
import { MentionsOfPerson } from './persons/mentions-of-person.ts';
import { NeedsOfPerson } from './persons/needs-of-person.ts';
import { OverviewController } from './overview/overview.controller.ts';
import { ReadOverview } from './overview/read-overview.ts';
import { SupportersOfPerson } from './persons/supporters-of-person.ts';
import { ProgrammeRepository } from './programmes/programme.repository.ts';
import { ProgrammesController } from './programmes/programmes.controller.ts';
import { WriteProgramme } from './programmes/write-programme.ts';
import { CheckReferences } from './references/check-references.ts';
import { ROADMAP_CONFIG, type RoadmapConfig } from './roadmap.config.ts';
import { CloseSession } from './sessions/close-session.ts';
import { RecordSession } from './sessions/record-session.ts';
import { SessionRepository } from './sessions/session.repository.ts';
import { SessionsBatchController, SessionsController } from './sessions/sessions.controller.ts';
import { WriteSession } from './sessions/write-session.ts';
import { PublishVersion } from './versions/publish-version.ts';
import { VersionRepository } from './versions/version.repository.ts';
import { VersionsController } from './versions/versions.controller.ts';
import { ThemeRepository } from './themes/theme.repository.ts';
import { ThemesController } from './themes/themes.controller.ts';
import { WriteTheme } from './themes/write-theme.ts';
import { ReadThread } from './threads/read-thread.ts';
import { ThreadsController } from './threads/threads.controller.ts';

/** The table of contents of the service. */
@Module({
  controllers: [
    DistrictImportsController,
    DistrictsController,
    DevelopmentsController,
    VersionsController,
    OverviewController,
    ThemesController,
    ProgrammesController,
    NeedImportsController,
    NeedsBatchController,
    NeedsController,
    ItemsBatchController,
    ItemPartsController,
    ItemsController,
    MethodsBatchController,
    MethodsController,
    SessionsBatchController,
    SessionsController,
    ThreadsController,
  ],
  providers: [
    ...[CityAtlas, DistrictRepository, WriteDistrict, ImportDistricts, AnswerDistrictsAt],
    ...[DevelopmentRepository, WriteDevelopment],
    ...[VersionRepository, PublishVersion],
    ReadOverview,
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
      CrystalliseNeed,
      CrystalliseBeside,
      AddressNeed,
      SupportNeed,
      ReadReceipt,
      ForgetReceipts,
      LocateNeed,
      FindLikelyDuplicates,
    ],
    ...[ItemRepository, ItemSurroundings, ForeignThings, CheckItem, UsersOfItem, WriteItem, ActOnItem, VouchForItem, PlanMilestones, LinkItem],
    ...[MethodRepository, WriteMethod, ReadTrackRecord],
    ...[SessionRepository, WriteSession, RecordSession, CloseSession],
    ReadThread,
    ...[NeedsOfPerson, SupportersOfPerson, MentionsOfPerson],
    CheckReferences,
    LoadCity,
  ],
})
export class RoadmapModule {
  static with(config: RoadmapConfig): DynamicModule {
    return { module: RoadmapModule, providers: [{ provide: ROADMAP_CONFIG, useValue: config }] };
  }
}
