import { ForwardOnlyMigration } from '@fiksu/service';
import type { QueryRunner } from 'typeorm';

export class CreateNeedsByDistrict1764000000001 extends ForwardOnlyMigration {
  name = 'CreateNeedsByDistrict1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    // Where each need was counted last, so that it can be counted out of there again.
    await runner.query(`
      create table need_counted (
        generation integer not null,
        need uuid not null,
        status text not null,
        districts text[] not null,
        primary key (generation, need)
      )`);
    await runner.query(`
      create table needs_by_district (
        generation integer not null,
        district text not null,
        status text not null,
        needs integer not null,
        primary key (generation, district, status)
      )`);
  }
}
