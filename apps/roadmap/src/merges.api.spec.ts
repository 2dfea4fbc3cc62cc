/** Organisations are merged in the registry, and the roadmap follows: API contract, P2 and G10. */
import { exampleEvent, organisationEvents, type CloudEvent } from '@fiksu/contracts';
import { Database, newId, sql } from '@fiksu/service';
import { TestNats, describeMerges, describeWithNats, startTestService, type Client, type TestService } from '@fiksu/testing';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { roadmap } from './roadmap.ts';

describeMerges(roadmap);

const server = await TestNats.start();
afterAll(() => server?.stop());

describeWithNats(server)('when an organisation was merged into another', () => {
  let service: TestService;
  let partners: NatsConnection;
  let coordinator: Client;
  beforeAll(async () => {
    partners = await connect({ servers: server?.url });
    await (await jetstreamManager(partners)).streams.add({ name: 'PARTNERS', subjects: ['fiksu.partners.>'] });
    service = await startTestService(roadmap, { environment: { NATS_URL: server?.url as string } });
    coordinator = await service.as('coordinator');
  });
  afterAll(async () => {
    await service.stop();
    await partners.close();
  });

  async function merged(old: string, into: string): Promise<CloudEvent> {
    const example = exampleEvent(organisationEvents, 'merge');
    const event = { ...example, id: newId(), subject: `organisations/${old}`, data: { ...example.data, id: old, into } } as CloudEvent;
    await jetstream(partners).publish(event.type, JSON.stringify(event), { msgID: event.id });
    return event;
  }
  const programme = async (terms: object): Promise<string> => {
    const { body } = await coordinator.post('/programmes', { title: { fi: 'Ohjelma' }, period: { from: '2026-01' }, ...terms }).expect(201);
    return `/programmes/${body.id as string}`;
  };
  const untilChanged = async (path: string, version = 2) => {
    for (;;) {
      const { body } = await service.anyone.get(path).expect(200);
      if (body.version >= version) return body;
      await new Promise(setImmediate);
    }
  };
  const found = async (query: string): Promise<string[]> =>
    (await service.anyone.get(`/programmes?${query}`).expect(200)).body.data.map(({ id }: { id: string }) => `/programmes/${id}`);

  it('what named the old one names the one that goes on: alone, in lists, in parts, each once', async () => {
    const [old, into] = [newId(), newId()];
    const path = await programme({ lead: old, partners: [into, old], implementers: [old], subProjects: [{ title: { fi: 'Tori' }, lead: old }] });
    const other = await programme({ lead: newId() });
    await merged(old, into);
    expect(await untilChanged(path)).toMatchObject({ version: 2, lead: into, partners: [into], implementers: [into], subProjects: [{ lead: into }] });
    expect((await service.anyone.get(other)).body.version).toBe(1);
    const { body: history } = await coordinator.get(`${path}/history`);
    expect(history.data.at(-1)).toMatchObject({ action: 'change', by: { role: 'rule' } });
    for (const id of [old, into]) expect(await found(`lead=${id}`)).toEqual([path]);
    for (const id of [old, into]) expect(await found(`partner=${id}`)).toEqual([path]);
  });

  it('what is written with the old id names the one that goes on', async () => {
    const [old, into] = [newId(), newId()];
    const seen = await programme({ lead: old });
    await merged(old, into);
    await untilChanged(seen);
    const path = await programme({ lead: old, implementers: [old] });
    expect((await service.anyone.get(path)).body).toMatchObject({ version: 1, lead: into, implementers: [into] });
    const { body } = await coordinator.patch(path, { partners: [old] }, { 'If-Match': '*' }).expect(200);
    expect(body.partners).toEqual([into]);
  });

  it.each([
    ['first things first', [0, 1]],
    ['the last thing first', [1, 0]],
  ])('a chain is followed to its end, heard in any order: %s', async (_, order) => {
    const [a, b, c] = [newId(), newId(), newId()];
    const paths = [await programme({ lead: a }), await programme({ lead: b })];
    const merges = [
      [a, b],
      [b, c],
    ] as const;
    for (const index of order) await merged(...(merges[index] as [string, string]));
    for (const path of paths) {
      for (;;) if ((await service.anyone.get(path)).body.lead === c) break;
    }
    for (const id of [a, b, c]) expect((await found(`lead=${id}`)).sort()).toEqual([...paths].sort());
  });

  it('what was being written with the old id at the moment of the merge names the one that goes on, as soon as it is looked for again', async () => {
    const [old, into] = [newId(), newId()];
    const seen = await programme({ lead: old });
    const late = await programme({ lead: newId() });
    await merged(old, into);
    await untilChanged(seen);
    // As a request leaves it that had looked for merges before this one was heard of, and kept the old id after it.
    await service.app.get(Database).run(sql`update programme set lead = ${old} where id = ${late.split('/')[2] as string}`);
    expect(await untilChanged(late)).toMatchObject({ version: 2, lead: into });
  });

  it('the same thing heard twice changes nothing more', async () => {
    const [old, into] = [newId(), newId()];
    const path = await programme({ lead: old });
    const event = await merged(old, into);
    await untilChanged(path);
    await jetstream(partners).publish(event.type, JSON.stringify(event));
    await merged(newId(), newId());
    const later = await programme({ lead: old });
    expect((await service.anyone.get(later)).body.lead).toBe(into);
    expect((await service.anyone.get(path)).body.version).toBe(2);
  });
});
