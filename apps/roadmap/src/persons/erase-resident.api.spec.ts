import { erasePerson, gatherPerson, type PersonNode } from '@fiksu/contracts';
import { Database, Nats, ask, newId, sql } from '@fiksu/service';
import { TestNats, describeWithNats, tablesNobodyErases, type Client, type TestService } from '@fiksu/testing';
import { roadmap } from '../roadmap.ts';
import { startRoadmap } from '../testing/start-roadmap.ts';

const server = await TestNats.start();
afterAll(() => server?.stop());

describeWithNats(server)('a resident who is erased', () => {
  let service: TestService;
  let coordinator: Client;
  let nats: Nats;

  beforeAll(async () => {
    service = await startRoadmap({ NATS_URL: server?.url as string });
    coordinator = await service.as('coordinator');
    nats = service.app.get(Nats, { strict: false });
    while (!nats.current()) await new Promise(setImmediate);
    await nats.current()?.flush();
  });
  afterAll(() => service?.stop());

  const needOfAnybody = async (): Promise<string> => {
    const { body } = await service.anyone.post('/needs', { title: { fi: `Varjoa ${newId()}` }, districts: ['malmi'], source: 'resident' }).expect(201);
    return `/needs/${body.id as string}`;
  };
  const acceptedNeed = async (): Promise<string> => {
    const path = await needOfAnybody();
    await coordinator.post(`${path}/triage`, {}, await coordinator.matching(path)).expect(200);
    await coordinator.post(`${path}/accept`, {}, await coordinator.matching(path)).expect(200);
    return path;
  };
  const held = async (subject: string): Promise<PersonNode[]> =>
    (await ask(nats, gatherPerson('roadmap'), { subject, emails: [], writtenAs: [], from: 0 })).parts;
  const erase = (subject: string) => ask(nats, erasePerson('roadmap'), { subject, emails: [], writtenAs: [], erasure: newId(), dryRun: false });

  it('supports no need any more, and every count stays', async () => {
    const [sub, other] = [`sub-of-aino-${newId()}`, `sub-of-matti-${newId()}`];
    const [one, two] = [await needOfAnybody(), await acceptedNeed()];
    // Whoever sees a need may support it: before it is accepted, that is a coordinator.
    for (const path of [one, two]) for (const who of [sub, other]) await (await service.as('coordinator', { sub: who })).post(`${path}/support`).expect(200);
    expect((await held(sub)).map(({ key }) => key)).toEqual(['SUPPORT', 'SUPPORT']);

    expect((await erase(sub)).erased).toBe(2);
    expect(await held(sub)).toEqual([]);
    expect((await erase(sub)).erased).toBe(0);
    expect((await held(other)).map(({ key }) => key)).toEqual(['SUPPORT', 'SUPPORT']);
    // Merged, the two needs still have two supporters and not three: whoever is unknown is one and the same.
    const merged = await coordinator.post(`${one}/merge`, { into: two.replace('/needs/', '') }, await coordinator.matching(one)).expect(200);
    expect(merged.body.status).toBe('merged');
    expect((await service.anyone.get(two).expect(200)).body.supportCount).toBe(2);
  });

  it('has reported nothing any more, in no words, and the report counts', async () => {
    const sub = `sub-of-aino-${newId()}`;
    const path = await acceptedNeed();
    await (await service.as('resident', { sub })).post(`${path}/report`, { reason: { fi: 'Minä Aino en pidä tästä' } }).expect(200);
    expect(JSON.stringify(await held(sub))).toContain('Minä Aino');
    await erase(sub);
    expect(await held(sub)).toEqual([]);
    const rows = await service.app.get(Database).run<{ row: string }>(sql`select need_report::text as row from need_report`);
    expect(rows.map(({ row }) => row).join()).not.toContain('Aino');
    expect((await coordinator.get(path).expect(200)).body.reports).toBe(1);
  });

  /** What somebody writes with a token, of which nothing else says who wrote it. */
  const written = async (sub: string) => {
    const resident = await service.as('resident', { sub });
    const { body: file } = await resident.upload(Buffer.from('Minun sanani'), 'text/plain', 'minun.txt').expect(201);
    const words = { title: { fi: `Naapurini Aino ${newId()}`, sv: 'Min granne Aino' }, description: { fi: 'Soita 040 1234567' } };
    const location = { type: 'Point', coordinates: [25.0106, 60.2505] };
    const evidence = [{ text: { fi: 'Aino kertoi' }, url: null }];
    const { body } = await resident
      .post('/needs', {
        ...words,
        location,
        evidence,
        affectedGroups: ['Ainon naapurit'],
        districts: ['malmi'],
        themes: [],
        source: 'resident',
        attachments: [file.id],
      })
      .expect(201);
    return { path: `/needs/${body.id as string}`, receipt: (body.receipt.url as string).replace('/roadmap/v1', ''), file: file.id as string };
  };

  it('reads the needs that it wrote, also those that nobody else sees', async () => {
    const sub = `sub-of-aino-${newId()}`;
    await written(sub);
    const needs = (await held(sub)).filter(({ key }) => key === 'NEED');
    expect(needs).toHaveLength(1);
    for (const word of ['Naapurini Aino', 'Min granne', '040 1234567', '25.0106, 60.2505', 'Aino kertoi', 'submitted'])
      expect(JSON.stringify(needs)).toContain(word);
    expect(await held(`sub-of-matti-${newId()}`)).toEqual([]);
  });

  it('leaves the need that nobody has accepted without a word of its own, and it counts', async () => {
    const sub = `sub-of-aino-${newId()}`;
    const { path, receipt, file } = await written(sub);
    const count = async () => (await coordinator.get('/needs/counts?by=status').expect(200)).body;
    const [before, unchanged] = [await count(), (await coordinator.get(path).expect(200)).body];
    await erase(sub);
    const { body } = await coordinator.get(path).expect(200);
    expect(body).toMatchObject({
      ...{ version: 2, status: 'submitted', districts: ['malmi'], source: 'resident' },
      ...{ title: { fi: '…', sv: '…' }, description: null, location: null, affectedGroups: [], evidence: [], attachments: [] },
    });
    expect(body.createdAt).toBe(unchanged.createdAt);
    expect(await count()).toEqual(before);
    await service.anyone.get(receipt).expect(404);
    expect(await held(sub)).toEqual([]);
    expect(await service.app.get(Database).run(sql`select from file where id = ${file}`)).toEqual([]);
    expect((await erase(sub)).erased).toBe(0);
    expect((await coordinator.get(path).expect(200)).body.version).toBe(2);
  });

  it('leaves the need that was accepted as it was moderated, and nobody has written it', async () => {
    const sub = `sub-of-aino-${newId()}`;
    const { path, receipt } = await written(sub);
    await coordinator.post(`${path}/triage`, {}, await coordinator.matching(path)).expect(200);
    await coordinator.post(`${path}/accept`, {}, await coordinator.matching(path)).expect(200);
    const before = (await service.anyone.get(path).expect(200)).body;
    await erase(sub);
    expect((await service.anyone.get(path).expect(200)).body).toEqual(before);
    await service.anyone.get(receipt).expect(404);
    expect(await held(sub)).toEqual([]);
  });

  it('is named in no note, no reason and no report of others, whose other words stay', async () => {
    const [sub, email] = [`sub-of-aino-${newId()}`, `aino.${newId()}@example.fi`];
    const words = { fi: `Vastattu: ${email}` };
    const path = await needOfAnybody();
    await coordinator.post(`${path}/report`, { reason: words }).expect(200);
    await coordinator.post(`${path}/triage`, { note: words }, await coordinator.matching(path)).expect(200);
    await coordinator.post(`${path}/decline`, { reason: words }, await coordinator.matching(path)).expect(200);
    await ask(nats, erasePerson('roadmap'), { subject: sub, emails: [], writtenAs: [email], erasure: newId(), dryRun: false });
    const { body } = await coordinator.get(path).expect(200);
    expect([body.note, body.declineReason]).toEqual([{ fi: 'Vastattu: …' }, { fi: 'Vastattu: …' }]);
    const rows = await service.app.get(Database).run<{ row: string }>(sql`select need_report::text as row from need_report`);
    expect(rows.map(({ row }) => row).join()).not.toContain(email);
    expect((await coordinator.get(`${path}/history`).expect(200)).text).not.toContain(email);
  });

  it('is looked for in every table in which the registry says that somebody may stand', () => {
    expect(tablesNobodyErases(service, roadmap.personalData)).toEqual([]);
  });
});
