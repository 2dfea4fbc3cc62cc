import { Database } from '@fiksu/service';
import type { Client, TestService } from '@fiksu/testing';
import { startRoadmap } from '../testing/start-roadmap.ts';

let roadmap: TestService;
let resident: Client;
let coordinator: Client;
beforeAll(async () => {
  roadmap = await startRoadmap();
  [resident, coordinator] = await Promise.all([roadmap.as('resident', { sub: 'maija' }), roadmap.as('coordinator')]);
});
afterAll(() => roadmap.stop());

const photo = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');
const sent = async (by: Client): Promise<string> => (await by.upload(photo, 'image/png', 'tori.png').expect(201)).body.id;
const need = (own: object) => ({ title: { fi: 'Varjoa torille' }, districts: ['malmi'], source: 'resident', ...own });
const statusFor = async (by: Client, file: string) => (await by.get(`/files/${file}`)).status;

describe('a photo of a need', () => {
  it('is seen as the need is: by coordinators of its district, and by everybody once it is accepted', async () => {
    const file = await sent(resident);
    const { body } = await resident.post('/needs', need({ attachments: [file] })).expect(201);
    const [malmi, elsewhere, platform] = await Promise.all([
      roadmap.as('coordinator', { districts: ['malmi'] }),
      roadmap.as('coordinator', { districts: ['kalasatama'] }),
      roadmap.as('platform'),
    ]);
    const all = [coordinator, malmi, elsewhere, platform, resident, roadmap.anyone];
    expect(await Promise.all(all.map((by) => statusFor(by, file)))).toEqual([200, 200, 404, 404, 404, 404]);
    expect((await coordinator.get(`/needs/${body.id}`).expect(200)).body.attachments).toEqual([file]);
    expect((await platform.get(`/needs/${body.id}`).expect(200)).body).not.toHaveProperty('attachments');
    for (const action of ['triage', 'accept']) await coordinator.act(`/needs/${body.id}`, action);
    expect(await Promise.all(all.map((by) => statusFor(by, file)))).toEqual([200, 200, 200, 200, 200, 200]);
    await coordinator.act(`/needs/${body.id}`, 'hide', { reason: { fi: 'Kasvoja kuvassa' } });
    expect(await Promise.all([coordinator, roadmap.anyone].map((by) => statusFor(by, file)))).toEqual([200, 404]);
  });

  it('goes along in events from the time on when everybody may read the need', async () => {
    const file = await sent(resident);
    const { body } = await resident.post('/needs', need({ attachments: [file] })).expect(201);
    for (const action of ['triage', 'accept']) await coordinator.act(`/needs/${body.id}`, action);
    const rows: { change: string; attachments: string[] | null }[] = await roadmap.app.get(Database, { strict: false }).dataSource.query(
      `select event -> 'data' -> 'change' ->> 'action' as change, event -> 'data' -> 'attachments' as attachments
        from outbox where aggregate = $1 order by id`,
      [`needs/${body.id}`],
    );
    expect(rows.map(({ change }) => change)).toEqual(['create', 'triage', 'accept']);
    expect(rows.at(-1)?.attachments).toEqual([file]);
  });

  it('of somebody else is none', async () => {
    const file = await sent(coordinator);
    const { status, body } = await resident.post('/needs', need({ attachments: [file] }));
    expect([status, body.errors]).toEqual([422, [expect.objectContaining({ pointer: '/attachments/0' })]]);
  });

  it('that was sent without a token is refused', async () => {
    await roadmap.anyone.upload(photo, 'image/png', 'tori.png').expect(401);
  });
});

describe('a plan of a programme', () => {
  it('is public with it, and can be taken off', async () => {
    const file = await sent(coordinator);
    const { body } = await coordinator.post('/programmes', { title: { fi: 'Vihreä Malmi' }, period: { from: '2027-01' }, attachments: [file] }).expect(201);
    const path = `/programmes/${body.id}`;
    expect(body.attachments).toEqual([file]);
    expect(await statusFor(roadmap.anyone, file)).toBe(200);
    const changed = await coordinator.patch(path, { attachments: [] }, await coordinator.matching(path)).expect(200);
    expect(changed.body.attachments).toEqual([]);
    expect(await Promise.all([roadmap.anyone, coordinator].map((by) => statusFor(by, file)))).toEqual([404, 200]);
  });
});
