import { Answers, AnswersOne, By, Creates, May, Shows, collectionController, type Caller } from '@fiksu/service';
import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { PublishVersion } from './publish-version.ts';
import { VersionRepository, versionListing } from './version.repository.ts';
import { DiffView, VersionBody, VersionSummary, VersionView } from './versions.schema.ts';

const all = { everybody: 'all' } as const;

/** The roadmap as it was published: added to, and never changed (API contract, R8). A list has no items; one version has. */
@ApiTags('versions')
@Controller('versions')
export class VersionsController extends collectionController(versionListing, VersionSummary, {
  one: 'Version',
  many: 'Versions',
  may: ['anyone'],
  sees: all,
}) {
  constructor(
    private readonly versions: VersionRepository,
    private readonly publishVersion: PublishVersion,
  ) {
    super(versions);
  }

  @Post()
  @May('admin', 'coordinator')
  @Creates(VersionView, { id: 'createVersion', summary: 'Publish the roadmap as it is now', location: '/versions/{id}' })
  create(@Body({ schema: VersionBody }) body: VersionBody, @By() by: Caller) {
    return this.publishVersion.execute(body, by);
  }

  @Get('latest')
  @May('anyone')
  @Shows(all)
  @AnswersOne(VersionView, { id: 'readLatestVersion', summary: 'Read the version that was published last' })
  latest() {
    return this.versions.readLatest();
  }

  @Get(':id')
  @May('anyone')
  @Shows(all)
  @AnswersOne(VersionView, { id: 'readVersion', summary: 'Read one version, by id or by number, with its items' })
  override async read(@Param('id') id: string, @By() by: Caller) {
    return this.versions.read(id, by);
  }

  @Get(':a/diff/:b')
  @May('anyone')
  @Shows(all)
  @Answers(DiffView, { id: 'diffVersions', summary: 'What has changed from one version to another; each by id or by number' })
  diff(@Param('a') a: string, @Param('b') b: string, @By() by: Caller) {
    return this.versions.diff(a, b, by);
  }
}
