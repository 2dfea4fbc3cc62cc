import { districtsAt } from '@fiksu/contracts';
import { Responder } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { CityAtlas } from './city-atlas.ts';
import { districtsAt as districtsHolding } from './find-by-point.ts';

/** Tells other services which districts hold a point. */
@Injectable()
export class AnswerDistrictsAt extends Responder<{ longitude: number; latitude: number }, { districts: string[] }> {
  readonly question = districtsAt;

  constructor(private readonly atlas: CityAtlas) {
    super();
  }

  async answer({ longitude, latitude }: { longitude: number; latitude: number }) {
    return { districts: districtsHolding([longitude, latitude], await this.atlas.current()).map(({ id }) => id) };
  }
}
