/** What items depend on makes no circle, also where changes come at once: API contract, R7. */
import { problemPage } from '@fiksu/service';
import { secondSession, untilWaiting, type Client, type TestService } from '@fiksu/testing';
import { startReplica, type Replica } from '../testing/start-replica.ts';
import { startRoadmap } from '../testing/start-roadmap.ts';
import { idOf, made } from '../testing/items-in-any-state.ts';

let roadmap: TestService;
let coordinator: Client;
let replica: Replica;
beforeAll(async () => {
  roadmap = await startRoadmap();
  replica = await startReplica(roadmap);
  coordinator = await roadmap.as('coordinator');
});
afterAll(async () => {
  await replica.stop();
  await roadmap.stop();
});

const depend = (path: string, dependsOn: string[], by: Client = coordinator) =>
  by.patch(path, { dependsOn: dependsOn.map(idOf) }, { 'If-Match': '*' }).then(({ status, body }) => ({ status, body }));
const dependenciesOf = async (path: string): Promise<string[]> => (await coordinator.get(path).expect(200)).body.dependsOn;

describe('an item that would depend on itself', () => {
  it('at once is refused, and the way round is named', async () => {
    const a = await made(coordinator);
    const { status, body } = await depend(a, [a]);
    expect([status, body.code, body.cycle]).toEqual([422, 'dependency-cycle', [idOf(a), idOf(a)]]);
    expect(body.errors).toMatchObject([{ pointer: '/dependsOn/0' }]);
    // Its `type` leads to a page that says what to do (G19).
    expect(problemPage(body.code)?.remedy).toEqual(expect.any(String));
  });

  it('over another is refused: A, B, A', async () => {
    const a = await made(coordinator);
    const b = await made(coordinator, { dependsOn: [idOf(a)] });
    const { status, body } = await depend(a, [b]);
    expect([status, body.code, body.cycle]).toEqual([422, 'dependency-cycle', [a, b, a].map(idOf)]);
    expect(await dependenciesOf(a)).toEqual([]);
  });

  it('over three is refused, at the place that leads back', async () => {
    const [a, free] = [await made(coordinator), await made(coordinator)];
    const b = await made(coordinator, { dependsOn: [idOf(a)] });
    const c = await made(coordinator, { dependsOn: [idOf(b)] });
    const { body } = await depend(a, [free, c]);
    expect(body.cycle).toEqual([a, c, b, a].map(idOf));
    expect(body.errors).toMatchObject([{ pointer: '/dependsOn/1' }]);
    // The other way round nothing is wrong.
    expect((await depend(c, [a, b])).status).toBe(200);
  });
});

describe('two changes that would close a circle together', () => {
  it('are let through one of them, whichever instance each of them comes to', async () => {
    const [a, b] = [await made(coordinator), await made(coordinator)];
    const holder = await secondSession(roadmap.database.url);
    await holder.query('begin');
    await holder.query('select from item where id = $1 for update', [idOf(a)]);
    // The first has found no circle and waits for its row; the second must not look before the first is done.
    const first = depend(a, [b]).then(({ status }) => status);
    await untilWaiting(holder, 1);
    const second = depend(b, [a], await replica.as('coordinator')).then(({ status }) => status);
    await Promise.race([second, untilWaiting(holder, 2)]);
    await holder.query('commit');
    expect(await Promise.all([first, second])).toEqual([200, 422]);
    expect([await dependenciesOf(a), await dependenciesOf(b)]).toEqual([[idOf(b)], []]);
    await holder.end();
  });

  it('never make one, however many come at once', async () => {
    const paths = await Promise.all(Array.from({ length: 6 }, () => made(coordinator)));
    const other = await replica.as('coordinator');
    const changes = paths.flatMap((path, index) =>
      [1, 2].map((step) => depend(path, [paths[(index + step) % paths.length] as string], step === 1 ? coordinator : other)),
    );
    for (const { status } of await Promise.all(changes)) expect([200, 412, 422]).toContain(status);
    const left = new Map(await Promise.all(paths.map(async (path): Promise<[string, string[]]> => [idOf(path), await dependenciesOf(path)])));
    while (left.size > 0) {
      const free = [...left].find(([, dependsOn]) => dependsOn.every((id) => !left.has(id)));
      expect(free).toBeDefined();
      left.delete((free as [string, string[]])[0]);
    }
  });
});
