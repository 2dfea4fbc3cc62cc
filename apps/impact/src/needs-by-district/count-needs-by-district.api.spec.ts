import { exampleEvent, needEvents, type CloudEvent } from '@fiksu/contracts';
import { newId } from '@fiksu/service';
import { TestNats, describeWithNats, startTestService, type TestService } from '@fiksu/testing';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { impact } from '../impact.ts';
import { CountNeedsByDistrict, type DistrictCount } from './count-needs-by-district.ts';

const server = await TestNats.start();
afterAll(() => server?.stop());

describeWithNats(server)('needs by district and state', () => {
  let service: TestService;
  let roadmap: NatsConnection;
  let counts: CountNeedsByDistrict;
  beforeAll(async () => {
    roadmap = await connect({ servers: server?.url });
    await (await jetstreamManager(roadmap)).streams.add({ name: 'ROADMAP', subjects: ['fiksu.roadmap.>'] });
    service = await startTestService(impact, { environment: { NATS_URL: server?.url as string } });
    counts = service.app.get(CountNeedsByDistrict);
  });
  afterAll(async () => {
    await service.stop();
    await roadmap.close();
  });

  /** What the roadmap tells of a need; `action` is the word of the contract. */
  async function happens(need: string, version: number, action: string, status: string, districts: string[]): Promise<CloudEvent> {
    const example = exampleEvent(needEvents, action);
    const event: CloudEvent = {
      ...example,
      ...{ id: newId(), subject: `needs/${need}`, aggregateversion: version },
      data: { ...example.data, ...{ id: need, version, status, districts } } as CloudEvent['data'],
    };
    await jetstream(roadmap).publish(event.type, JSON.stringify(event), { msgID: event.id });
    return event;
  }
  async function untilCounted(expected: DistrictCount[]): Promise<void> {
    for (;;) {
      const found = await counts.read();
      if (JSON.stringify(found) === JSON.stringify(expected)) return;
      await new Promise(setImmediate);
    }
  }

  it('follow each step, also where two come in the wrong order and one comes twice', async () => {
    const [shade, bench] = [newId(), newId()];
    await happens(shade, 1, 'create', 'submitted', ['malmi']);
    await happens(bench, 1, 'create', 'submitted', ['malmi', 'pasila']);
    await untilCounted([
      { district: 'malmi', status: 'submitted', needs: 2 },
      { district: 'pasila', status: 'submitted', needs: 1 },
    ]);
    await happens(shade, 3, 'accept', 'accepted', ['malmi']);
    const triaged = await happens(shade, 2, 'triage', 'triaged', ['malmi']);
    await jetstream(roadmap).publish(triaged.type, JSON.stringify(triaged));
    await happens(bench, 2, 'triage', 'triaged', ['pasila']);
    await untilCounted([
      { district: 'malmi', status: 'accepted', needs: 1 },
      { district: 'pasila', status: 'triaged', needs: 1 },
    ]);
  });

  it('come to the same when they are counted anew from the stream', async () => {
    const before = await counts.read();
    const admin = await service.as('admin');
    await admin.post('/operations/projections/needs-by-district/rebuild').expect(202);
    const state = async () => (await admin.get('/operations/projections').expect(200)).body.data as { name: string; status: string; lag: number }[];
    while ((await state())[0]?.status !== 'live') await new Promise(setImmediate);
    expect(await state()).toMatchObject([{ name: 'needs-by-district', status: 'live', lag: 0 }]);
    expect(await counts.read()).toEqual(before);
  });
});
