/** Organisations at sessions are merged in the registry: API contract, P2 and G10. */
import { exampleEvent, organisationEvents, type CloudEvent } from '@fiksu/contracts';
import { newId } from '@fiksu/service';
import { TestNats, describeWithNats, type Client, type TestService } from '@fiksu/testing';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { openSession, sessionIdOf } from '../testing/sessions-in-any-state.ts';
import { startRoadmap } from '../testing/start-roadmap.ts';

const server = await TestNats.start();
afterAll(() => server?.stop());

describeWithNats(server)('when an organisation that leads a session and took part in it was merged into another', () => {
  let roadmap: TestService;
  let partners: NatsConnection;
  let coordinator: Client;
  const [old, into] = [newId(), newId()];
  let path: string;

  beforeAll(async () => {
    partners = await connect({ servers: server?.url });
    await (await jetstreamManager(partners)).streams.add({ name: 'PARTNERS', subjects: ['fiksu.partners.>'] });
    roadmap = await startRoadmap({ NATS_URL: server?.url as string });
    coordinator = await roadmap.as('coordinator');
    path = await openSession(coordinator, { facilitator: old });
    await record(coordinator, [
      { organisation: old, count: 2 },
      { organisation: into, count: 3 },
    ]).expect(200);
    const example = exampleEvent(organisationEvents, 'merge');
    const event = { ...example, id: newId(), subject: `organisations/${old}`, data: { ...example.data, id: old, into } } as CloudEvent;
    await jetstream(partners).publish(event.type, JSON.stringify(event), { msgID: event.id });
    for (;;) if ((await coordinator.get(path)).body.facilitator === into) break;
  });
  afterAll(async () => {
    await roadmap.stop();
    await partners.close();
  });

  const record = (by: Client, participants: object[]) => by.post(`${path}/record`, { phase: 'ideate', participants });

  it('the session names the one that goes on, and counts who came for both together', async () => {
    const { body } = await coordinator.get(path).expect(200);
    expect(body.participants).toEqual([{ organisation: into, district: null, group: null, count: 5 }]);
  });

  it('it is found by either id', async () => {
    for (const id of [old, into]) {
      const { body } = await coordinator.get(`/sessions?facilitator=${id}`).expect(200);
      expect(body.data.map((session: { id: string }) => session.id)).toEqual([sessionIdOf(path)]);
    }
  });

  it('its people go on leading it, whichever id their tokens name', async () => {
    for (const org of [old, into]) {
      const leader = await roadmap.as('partner', { org });
      expect((await leader.get(path).expect(200)).body).toMatchObject({ actions: ['record'], notes: [] });
      await record(leader, [{ group: 'residents', count: 1 }]).expect(200);
    }
    await (await roadmap.as('partner', { org: newId() })).get(path).expect(404);
  });

  it('who comes for the old one is counted for the one that goes on', async () => {
    const { body } = await record(coordinator, [{ organisation: old, count: 1 }]).expect(200);
    expect(body.participants).toContainEqual({ organisation: into, district: null, group: null, count: 6 });
  });
});
