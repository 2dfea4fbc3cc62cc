import { Day, Slug } from '@fiksu/contracts';
import { Answers, Asked, Asks, By, MayRead, Shows, type Caller } from '@fiksu/service';
import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NetworkView } from './network.schema.ts';
import { ReadNetwork } from './read-network.ts';

const parameters = {
  district: { value: Slug, description: 'Only what took place for one of these' },
  theme: { value: Slug, description: 'Only what was about one of these' },
  since: { value: Day, single: true, description: 'Only what went on on this day or later' },
};

/** Who has worked with whom, in what (API contract, P8). */
@ApiTags('network')
@Controller('network')
export class NetworkController {
  constructor(private readonly readNetwork: ReadNetwork) {}

  @Get()
  @MayRead('anyone')
  @Asks(parameters)
  @Shows({ everybody: 'all of it, sole traders without their names', partner: 'all of it, its own name too', coordinator: 'all of it', admin: 'all of it' })
  @Answers(NetworkView, { id: 'readNetwork', summary: 'Organisations, and the sessions and gatherings that join them' })
  read(@Asked(parameters) asked: { district: string[]; theme: string[]; since: string[] }, @By() by: Caller) {
    return this.readNetwork.execute({ ...asked, since: asked.since[0] ?? null }, by);
  }
}
