import { CityPlatform, TestNats, describeWithNats, startTestService, type TestService } from '@fiksu/testing';
import { impact } from './impact.ts';

const user = CityPlatform.user('IMPACT');
const server = await TestNats.start([{ name: 'impact', password: 'for-tests-only' }, user]);
afterAll(() => server?.stop());

describeWithNats(server)('a trusted platform of the city, on the nats 2 client', () => {
  let service: TestService;
  let platform: CityPlatform;
  beforeAll(async () => {
    service = await startTestService(impact, { environment: { NATS_URL: server?.url as string } });
    platform = await CityPlatform.connect(server?.urlOf(user) as string);
  });
  afterAll(async () => {
    await platform.close();
    await service.stop();
  });

  it('has a durable consumer on the stream, which has nothing of its own to tell yet', async () => {
    while (!(await platform.knows('IMPACT'))) await new Promise(setImmediate);
    expect(await platform.read('IMPACT', 0)).toEqual([]);
  });

  it('may not write to it', async () => {
    const subject = 'fiksu.impact.measurement.created.v1';
    expect(await platform.refusalOf((connection) => connection.publish(subject, '{}'))).toContain(subject);
  });
});
