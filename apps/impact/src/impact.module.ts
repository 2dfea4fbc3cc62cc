import { Module } from '@nestjs/common';
import { CountNeedsByDistrict } from './needs-by-district/count-needs-by-district.ts';

/** The table of contents of the service. */
@Module({ providers: [CountNeedsByDistrict] })
export class ImpactModule {}
