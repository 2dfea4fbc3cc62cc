import { districtsAt } from '@fiksu/contracts';
import { Nats, ask } from '@fiksu/service';
import { TestNats, describeWithNats, type TestService } from '@fiksu/testing';
import { startRoadmap } from '../testing/start-roadmap.ts';

const server = await TestNats.start();
afterAll(() => server?.stop());

describeWithNats(server)('another service that asks which districts hold a point', () => {
  let roadmap: TestService;
  let nats: Nats;
  beforeAll(async () => {
    roadmap = await startRoadmap({ NATS_URL: server?.url as string });
    nats = new Nats(server?.url as string, 'another');
    await nats.start();
  });
  afterAll(async () => {
    await nats.stop();
    await roadmap.stop();
  });

  it('is told what the list of districts tells of the same point', async () => {
    const { body } = await roadmap.anyone.get('/districts?at=25.0106,60.2505').expect(200);
    const listed = (body.data as { id: string }[]).map(({ id }) => id);
    const { districts } = await ask(nats, districtsAt, { longitude: 25.0106, latitude: 60.2505 });
    expect(districts).toContain('malmi');
    expect([...districts].sort()).toEqual(listed.sort());
  });

  it('is told of none outside of the city', async () => {
    expect(await ask(nats, districtsAt, { longitude: 22.27, latitude: 60.45 })).toEqual({ districts: [] });
  });
});
