import { Database, sql } from '@fiksu/service';
import type { TestService } from '@fiksu/testing';
import { startRoadmap } from './testing/start-roadmap.ts';

let roadmap: TestService;
beforeAll(async () => {
  roadmap = await startRoadmap();
});
afterAll(() => roadmap.stop());

it('the first start tells others of every district and theme of the city, a broader theme before its narrower ones', async () => {
  const db = roadmap.app.get(Database);
  const told = await db.run<{ type: string; id: string; broader: string | null }>(
    sql`select subject as type, event #>> '{data,id}' as id, event #>> '{data,broader}' as broader from outbox order by outbox.id`,
  );
  const idsOf = (type: string) => told.filter((each) => each.type === type).map(({ id }) => id);
  const kept = async (table: 'district' | 'theme') =>
    (await db.run<{ id: string }>(table === 'theme' ? sql`select id from theme` : sql`select id from district`)).map(({ id }) => id).sort();
  expect(idsOf('fiksu.roadmap.district.created.v1').sort()).toEqual(await kept('district'));
  const themes = idsOf('fiksu.roadmap.theme.created.v1');
  expect([...themes].sort()).toEqual(await kept('theme'));
  for (const { id, broader } of told) if (broader) expect(themes.indexOf(broader)).toBeLessThan(themes.indexOf(id));
});
