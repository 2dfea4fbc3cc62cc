/** How often the items of a programme are to be brought up to date: API contract, "Items, the rest" (`updateDays`). */
import type { Client, TestService } from '@fiksu/testing';
import { startRoadmap } from '../testing/start-roadmap.ts';

let roadmap: TestService;
let coordinator: Client;
beforeAll(async () => {
  roadmap = await startRoadmap();
  coordinator = await roadmap.as('coordinator');
});
afterAll(() => roadmap.stop());

const create = (updateDays?: unknown) => coordinator.post('/programmes', { title: { fi: 'Fiksu' }, period: { from: '2026-01' }, updateDays });
const pointersOf = (body: { errors: { pointer: string }[] }) => body.errors.map(({ pointer }) => pointer);

describe('the days of a programme', () => {
  it('are kept as they were sent, changed one by one, and taken away', async () => {
    const { body } = await create({ target: 30, acceptable: 60, late: 120 }).expect(201);
    expect(body.updateDays).toEqual({ target: 30, acceptable: 60, late: 120 });
    const path = `/programmes/${body.id as string}`;
    const patch = async (updateDays: unknown) => coordinator.patch(path, { updateDays }, await coordinator.matching(path));
    expect((await patch({ target: 14 })).body.updateDays).toEqual({ target: 14, acceptable: 60, late: 120 });
    const refused = await patch({ late: 59 });
    expect([refused.status, pointersOf(refused.body)]).toEqual([422, ['/updateDays/late']]);
    expect((await patch(null)).body.updateDays).toBeNull();
  });

  it('may be left out', async () => {
    expect((await create().expect(201)).body.updateDays).toBeNull();
  });

  it.each<[unknown, number, string]>([
    [{ target: 31, acceptable: 30, late: 120 }, 422, '/updateDays/acceptable'],
    [{ target: 30, acceptable: 60, late: 59 }, 422, '/updateDays/late'],
    [{ target: 30, acceptable: 60 }, 400, '/updateDays/late'],
    [{ target: 0, acceptable: 60, late: 120 }, 400, '/updateDays/target'],
    [{ target: 1.5, acceptable: 60, late: 120 }, 400, '/updateDays/target'],
    [{ target: 30, acceptable: 60, late: 120, stale: 1 }, 400, '/updateDays/stale'],
  ])('%j are refused with %p', async (days, expected, pointer) => {
    const { status, body } = await create(days);
    expect([status, pointersOf(body)]).toEqual([expected, [pointer]]);
  });
});
