import { districtsAt, needEvents } from '@fiksu/contracts';
import { CityPlatform, TestNats, describeWithNats, type TestService } from '@fiksu/testing';
import { submitted } from './testing/needs-in-any-state.ts';
import { startRoadmap } from './testing/start-roadmap.ts';

const user = CityPlatform.user('ROADMAP');
const server = await TestNats.start([{ name: 'roadmap', password: 'for-tests-only' }, user]);
afterAll(() => server?.stop());

describeWithNats(server)('a trusted platform of the city, on the nats 2 client', () => {
  let roadmap: TestService;
  let platform: CityPlatform;
  beforeAll(async () => {
    roadmap = await startRoadmap({ NATS_URL: server?.url as string });
    platform = await CityPlatform.connect(server?.urlOf(user) as string);
  });
  afterAll(async () => {
    await platform.close();
    await roadmap.stop();
  });

  it('reads what happened to a need, in order, and goes on from there', async () => {
    const path = await submitted(roadmap);
    const admin = await roadmap.as('admin');
    expect((await admin.act(path, 'triage')).status).toBe(200);
    const first = (await platform.read('ROADMAP', 2, needEvents.subjects)).map((message) => needEvents.event.parse(message.json()));
    expect(first.map(({ type }) => type)).toEqual(['fiksu.roadmap.need.created.v1', 'fiksu.roadmap.need.triaged.v1']);
    expect(first[1]?.data).not.toHaveProperty('title');
    expect((await admin.act(path, 'accept')).status).toBe(200);
    const [accepted] = (await platform.read('ROADMAP', 1, needEvents.subjects)).map((message) => needEvents.event.parse(message.json()));
    expect(accepted).toMatchObject({
      type: 'fiksu.roadmap.need.accepted.v1',
      aggregateversion: 3,
      data: { status: 'accepted', title: { fi: 'Varjoa torille' } },
    });
  });

  it('is told when it asks which districts hold a point', async () => {
    expect(await platform.ask(districtsAt.subject, { longitude: 25.0106, latitude: 60.2505 })).toMatchObject({
      answer: { districts: expect.arrayContaining(['malmi']) },
    });
  });

  it.each(['fiksu.roadmap.need.created.v1', '$JS.API.STREAM.DELETE.ROADMAP', '$JS.API.STREAM.PURGE.ROADMAP', '$JS.API.STREAM.MSG.DELETE.ROADMAP'])(
    'may not publish to %s',
    async (subject) => {
      expect(await platform.refusalOf((connection) => connection.publish(subject, '{}'))).toContain(subject);
    },
  );
});
