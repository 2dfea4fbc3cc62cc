import { exampleEvent, sessionEvents, type CloudEvent } from '@fiksu/contracts';
import { newId } from '@fiksu/service';
import { Client, TestNats, describeWithNats, startTestService, type TestService } from '@fiksu/testing';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { partners } from '../partners.ts';

const server = await TestNats.start();
afterAll(() => server?.stop());

interface Network {
  nodes: { id: string; name: object; kind: string; degree: number }[];
  edges: { between: [string, string]; weight: number; shared: { kind: string; id: string; roles: string[]; from: string; to: string | null }[] }[];
  asOf: string;
}

describeWithNats(server)('the network', () => {
  let registry: TestService;
  let coordinator: Client;
  let roadmap: NatsConnection;
  beforeAll(async () => {
    roadmap = await connect({ servers: server?.url });
    await (await jetstreamManager(roadmap)).streams.add({ name: 'ROADMAP', subjects: ['fiksu.roadmap.>'] });
    registry = await startTestService(partners, { environment: { NATS_URL: server?.url as string } });
    coordinator = await registry.as('coordinator');
  });
  afterAll(async () => {
    await registry.stop();
    await roadmap.close();
  });

  const organisation = async (name: string, terms: object = {}): Promise<string> =>
    (await coordinator.post('/organisations', { name: { fi: name }, kind: 'company', sector: 'private', ...terms }).expect(201)).body.id as string;
  const some = (...names: string[]) => Promise.all(names.map((name) => organisation(name)));
  const took = (id: string, count = 2) => ({ phase: 'understand', organisation: id, district: null, group: null, count });
  const residents = { phase: 'understand', organisation: null, district: 'malmi', group: 'residents', count: 9 };

  /** What the roadmap tells of a session. */
  async function happens(id: string, version: number, action: string, terms: object): Promise<void> {
    const example = exampleEvent(sessionEvents, action);
    const told = { ...example.data, participants: [], facilitator: null, ...terms };
    const event: CloudEvent = {
      ...example,
      ...{ id: newId(), subject: `sessions/${id}`, aggregateversion: version },
      data: { ...(action === 'delete' ? example.data : told), id, version } as CloudEvent['data'],
    };
    await jetstream(roadmap).publish(event.type, JSON.stringify(event), { msgID: event.id });
  }
  const closed = async (terms: object): Promise<string> => {
    const id = newId();
    await happens(id, 4, 'close', { status: 'closed', ...terms });
    return id;
  };
  const read = async (query = '', reader = registry.anyone): Promise<Network> => (await reader.get(`/network${query}`).expect(200)).body as Network;
  async function until(isSo: (network: Network) => boolean, query = ''): Promise<Network> {
    for (;;) {
      const network = await read(query);
      if (isSo(network)) return network;
      await new Promise(setImmediate);
    }
  }
  const edgeOf = (network: Network, one: string, other: string) => network.edges.find(({ between }) => between.join(' ') === [one, other].sort().join(' '));
  const heldWith = async (organisations: string[], terms: object = {}): Promise<string> => {
    const community = await coordinator.post('/communities', { name: { fi: 'Kehittäjät' }, kind: 'developers', districts: ['pasila'], ...terms }).expect(201);
    const planned = { community: community.body.id as string, kind: 'workshop', title: { fi: 'Työpaja' }, place: { name: { fi: 'Pasila' } } };
    const gathering = await coordinator.post('/gatherings', { ...planned, startsAt: '2026-01-05T22:30:00Z', endsAt: '2026-01-06T08:00:00Z' }).expect(201);
    const path = `/gatherings/${gathering.body.id as string}`;
    expect(await coordinator.act(path, 'hold', { attendance: [], organisations })).toMatchObject({ status: 200 });
    return gathering.body.id as string;
  };

  it('joins organisations that took part in the same session, as the roadmap tells of it, with role and days', async () => {
    const [lead, anturi, valo] = (await some('Vetäjä', 'Anturi', 'Valo')) as [string, string, string];
    const session = await closed({
      ...{ facilitator: lead, participants: [took(anturi), took(valo, 0), residents] },
      ...{ startsAt: '2026-11-23T07:00:00.000Z', endsAt: '2026-11-24T22:30:00.000Z' },
    });
    const network = await until((found) => edgeOf(found, lead, anturi) !== undefined);
    const [first, second] = [lead, anturi].sort();
    expect(edgeOf(network, lead, anturi)).toEqual({
      between: [first, second],
      weight: 1,
      shared: [
        {
          ...{ kind: 'session', id: session, title: { en: 'Malmi sprint' } },
          ...{ roles: first === lead ? ['facilitator', 'participant'] : ['participant', 'facilitator'], from: '2026-11-23', to: '2026-11-25' },
        },
      ],
    });
    expect(network.nodes.find(({ id }) => id === anturi)).toEqual({ id: anturi, name: { fi: 'Anturi' }, kind: 'company', degree: 1 });
    expect(network.nodes.map(({ id }) => id)).not.toContain(valo);
    expect(Date.parse(network.asOf)).not.toBeNaN();
  });

  it('joins those that came to a gathering that was held, on the days that they have in Helsinki', async () => {
    const [one, other] = (await some('Pasilan Raide', 'Kaari')) as [string, string];
    const gathering = await heldWith([one, other]);
    expect(edgeOf(await read(), one, other)).toMatchObject({
      weight: 1,
      shared: [{ kind: 'gathering', id: gathering, roles: ['participant', 'participant'], from: '2026-01-06', to: '2026-01-06' }],
    });
  });

  it('is narrowed to districts, to themes, and to what went on since a day', async () => {
    const [one, other, third] = (await some('Ykkönen', 'Kakkonen', 'Kolmonen')) as [string, string, string];
    await heldWith([one, other], { themes: ['mobility'] });
    const participants = [took(one), took(third)];
    await closed({
      participants,
      districts: ['malmi'],
      themes: ['green-infrastructure'],
      startsAt: '2026-05-04T07:00:00.000Z',
      endsAt: '2026-05-05T14:00:00.000Z',
    });
    await until((found) => edgeOf(found, one, third) !== undefined);
    const joined = async (query: string) => {
      const network = await read(query);
      return [edgeOf(network, one, other), edgeOf(network, one, third)].map((edge) => edge?.weight ?? 0);
    };
    expect(await joined('?district=pasila')).toEqual([1, 0]);
    expect(await joined('?district=pasila&district=malmi')).toEqual([1, 1]);
    expect(await joined('?theme=green-infrastructure')).toEqual([0, 1]);
    expect(await joined('?since=2026-05-05')).toEqual([0, 1]);
    expect(await joined('?since=2026-05-06')).toEqual([0, 0]);
    expect(await joined('?district=pasila&theme=green-infrastructure')).toEqual([0, 0]);
    for (const query of ['?since=yesterday', '?since=2026-02-30', '?district=Malmi!', '?since=2026-01-01&since=2026-01-02', '?kind=pilot'])
      expect([query, (await registry.anyone.get(`/network${query}`)).status]).toEqual([query, 400]);
  });

  it('holds the last version of a session, in whatever order it is told, and once', async () => {
    const [one, other] = (await some('Eka', 'Toka')) as [string, string];
    const id = newId();
    const participants = [took(one), took(other)];
    await happens(id, 5, 'change', { status: 'closed', participants });
    await happens(id, 5, 'change', { status: 'closed', participants });
    await happens(id, 4, 'close', { status: 'closed', participants: [] });
    await closed({ participants });
    expect(edgeOf(await until((found) => edgeOf(found, one, other)?.weight === 2), one, other)?.shared.map((each) => each.id)).toContain(id);
    await happens(id, 6, 'delete', {});
    await until((found) => edgeOf(found, one, other)?.weight === 1);
  });

  it('knows nothing of a session that is not closed', async () => {
    const [one, other] = (await some('Avoin', 'Kesken')) as [string, string];
    await happens(newId(), 2, 'open', { status: 'open', participants: [took(one), took(other)] });
    const last = await closed({ participants: [took(one), took(await organisation('Viimeinen'))] });
    const network = await until(({ edges }) => edges.some(({ shared }) => shared.some(({ id }) => id === last)));
    expect(edgeOf(network, one, other)).toBeUndefined();
  });

  it('moves the edges of an organisation that is merged to the survivor, at once', async () => {
    const [old, into, friend] = (await some('Anturi Oy', 'Malmin Anturi', 'Ystävä')) as [string, string, string];
    await heldWith([old, friend]);
    await closed({ participants: [took(old), took(friend)] });
    await closed({ participants: [took(old), took(into)] });
    await until((found) => edgeOf(found, old, friend)?.weight === 2);
    expect(await coordinator.act(`/organisations/${old}`, 'merge', { into })).toMatchObject({ status: 200 });
    const network = await read();
    expect(edgeOf(network, into, friend)).toMatchObject({ weight: 2 });
    expect(JSON.stringify(network)).not.toContain(old);
    expect(network.nodes.find(({ id }) => id === into)).toMatchObject({ degree: 1 });
    expect(edgeOf(network, into, into)).toBeUndefined();
  });

  it('shows a sole trader without a name to those who may not know who it is', async () => {
    const [trader, other] = (await Promise.all([organisation('Toiminimi Aino Esimerkki', { personal: true }), organisation('Muu')])) as [string, string];
    await heldWith([trader, other]);
    const nameFor = async (reader: Client) => (await read('', reader)).nodes.find(({ id }) => id === trader)?.name;
    expect(JSON.stringify(await nameFor(registry.anyone))).not.toContain('Aino');
    expect(await nameFor(coordinator)).toEqual({ fi: 'Toiminimi Aino Esimerkki' });
  });
});
