import { Slug } from '@fiksu/contracts';
import { Answers, Asked, Asks, By, May, Shows, type Caller, type Parameters } from '@fiksu/service';
import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OverviewView } from './overview.schema.ts';
import { ReadOverview } from './read-overview.ts';

const parameters: Parameters = { district: { value: Slug, single: true, description: 'A district; the city without' } };

@ApiTags('overview')
@Controller('overview')
export class OverviewController {
  constructor(private readonly readOverview: ReadOverview) {}

  @Get()
  @May('anyone')
  @Asks(parameters)
  @Shows({
    everybody: 'what is public: no funding, nothing that needs attention',
    admin: 'all',
    coordinator: 'all; limited to districts: what is public, and all of these',
    platform: 'all; of what is not public yet no words',
  })
  @Answers(OverviewView, { id: 'readOverview', summary: 'A district on one page: programmes, needs by state, items, pilots, funding, impact' })
  read(@Asked(parameters) asked: Record<string, string[]>, @By() by: Caller) {
    return this.readOverview.execute(asked.district?.[0] ?? null, by);
  }
}
