/** Merging needs that say the same, and taking them apart: API contract, R4, P2 ("needs likewise") and "Needs, the rest". */
import type { Client, TestService } from '@fiksu/testing';
import { idOf, needIn, submitted } from '../testing/needs-in-any-state.ts';
import { startRoadmap } from '../testing/start-roadmap.ts';
import { startReplica } from '../testing/start-replica.ts';

let roadmap: TestService;
let coordinator: Client;
beforeAll(async () => {
  roadmap = await startRoadmap();
  coordinator = await roadmap.as('coordinator');
});
afterAll(() => roadmap.stop());

const merge = (path: string, into: string, by: Client = coordinator) => by.act(path, 'merge', { into: idOf(into) });
const unmerge = (path: string, by: Client = coordinator) => by.act(path, 'unmerge');
const read = async (path: string) => (await coordinator.get(path).expect(200)).body;
const supportCount = async (path: string) => (await read(path)).supportCount as number;

/** These persons support a need; who may not see it yet could not, so they are all coordinators. */
async function support(path: string, ...persons: string[]): Promise<void> {
  for (const sub of persons) await (await roadmap.as('coordinator', { sub })).post(`${path}/support`).expect(200);
}

describe('merging a need into its like', () => {
  it('keeps the trace in both, and the survivor goes on as it was', async () => {
    const survivor = await needIn(roadmap, 'accepted', { title: { fi: 'Varjoa' }, themes: ['wellbeing'] });
    const before = await read(survivor);
    const path = await needIn(roadmap, 'triaged', { title: { fi: 'Varjoa myös' } });
    const { status, body } = await merge(path, survivor);
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: idOf(path), status: 'merged', mergedInto: idOf(survivor), version: 3 });
    const { updatedAt: _, mergedFrom, version, ...rest } = await read(survivor);
    expect([mergedFrom, version]).toEqual([[idOf(path)], before.version + 1]);
    expect(before).toMatchObject(rest);
  });

  it('leaves the merged need where it was: it is read there, not elsewhere', async () => {
    const [path, survivor] = [await submitted(roadmap, { title: { fi: 'Yhdistetty' } }), await submitted(roadmap)];
    await merge(path, survivor);
    expect(await read(path)).toMatchObject({ title: { fi: 'Yhdistetty' }, status: 'merged', mergedInto: idOf(survivor) });
  });

  it('takes needs of every state but merged for survivors', async () => {
    for (const state of ['submitted', 'triaged', 'accepted', 'crystallised', 'addressed'] as const) {
      expect([state, (await merge(await submitted(roadmap), await needIn(roadmap, state))).status]).toEqual([state, 200]);
    }
  });

  it('is told in the history of both', async () => {
    const [path, survivor] = [await submitted(roadmap), await submitted(roadmap)];
    await merge(path, survivor);
    await unmerge(path);
    const steps = async (of: string) =>
      (await coordinator.get(`${of}/history`)).body.data.map(({ action, from, to }: Record<string, string>) => [action, from, to]);
    expect(await steps(path)).toEqual([
      ['create', null, 'submitted'],
      ['merge', 'submitted', 'merged'],
      ['unmerge', 'merged', 'submitted'],
    ]);
    expect(await steps(survivor)).toHaveLength(3);
  });

  it.each<[string, () => Promise<string> | string, (path: string) => Promise<string> | string]>([
    ['itself', () => submitted(roadmap), (path) => path],
    ['one that does not exist', () => submitted(roadmap), () => '0198bbbb-0000-7000-8000-00000000ffff'],
    ['one that is merged itself', () => submitted(roadmap), () => needIn(roadmap, 'merged')],
  ])('into %s is refused', async (_, from, into) => {
    const path = await from();
    const { status, body } = await merge(path, await into(path));
    expect([status, body.errors?.[0].pointer]).toEqual([422, '/into']);
    expect(await read(path)).toMatchObject({ status: 'submitted', version: 1, mergedInto: null });
  });

  it.each([
    ['nothing', {}],
    ['what is no id', { into: 'varjoa' }],
    ['a whole need', { into: { id: '0198bbbb-0000-7000-8000-000000000001' } }],
  ])('into %s is malformed', async (_, body) => {
    const answer = await coordinator.act(await submitted(roadmap), 'merge', body);
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, '/into']);
  });

  it('by a coordinator limited to districts takes a survivor in these', async () => {
    const ofMalmi = await roadmap.as('coordinator', { districts: ['malmi'] });
    const path = await submitted(roadmap);
    // To them, an unpublished need of another district does not exist (G8).
    const elsewhere = await submitted(roadmap, { districts: ['pasila'] });
    const unseen = await merge(path, elsewhere, ofMalmi);
    expect([unseen.status, unseen.body.errors?.[0].pointer]).toEqual([422, '/into']);
    const published = await needIn(roadmap, 'accepted', { districts: ['pasila'] });
    const seen = await merge(path, published, ofMalmi);
    expect([seen.status, seen.body.code]).toEqual([403, 'outside-districts']);
    expect((await read(elsewhere)).version).toBe(1);
    expect((await read(published)).version).toBe(3);
    expect((await merge(path, await submitted(roadmap), ofMalmi)).status).toBe(200);
  });
});

describe('taking a need out again', () => {
  it.each(['submitted', 'triaged'] as const)('gives it back the state that it had: %s', async (state) => {
    const [path, survivor] = [await needIn(roadmap, state), await needIn(roadmap, 'accepted')];
    await merge(path, survivor);
    const { status, body } = await unmerge(path);
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: state, mergedInto: null });
    expect(await read(survivor)).toMatchObject({ status: 'accepted', mergedFrom: [idOf(path)], version: 5 });
  });

  it.each(['crystallised', 'addressed'] as const)('is refused once the survivor is %s, and the survivor is named', async (state) => {
    const [path, survivor] = [await submitted(roadmap), await needIn(roadmap, state)];
    await merge(path, survivor);
    const { status, body } = await unmerge(path);
    expect([status, body.code]).toEqual([409, 'in-use']);
    expect(JSON.stringify(body)).toContain(idOf(survivor));
    expect((await read(path)).status).toBe('merged');
  });

  it('is refused to a coordinator who may not change the survivor', async () => {
    const ofMalmi = await roadmap.as('coordinator', { districts: ['malmi'] });
    const [path, survivor] = [await submitted(roadmap), await needIn(roadmap, 'accepted', { districts: ['pasila'] })];
    await merge(path, survivor);
    const { status, body } = await unmerge(path, ofMalmi);
    expect([status, body.code]).toEqual([403, 'outside-districts']);
    expect((await read(path)).status).toBe('merged');
  });

  it('lets it be merged anew, into the same one or another', async () => {
    const [path, one, other] = [await submitted(roadmap), await submitted(roadmap), await submitted(roadmap)];
    for (const into of [one, one, other]) {
      expect((await merge(path, into)).body).toMatchObject({ mergedInto: idOf(into) });
      await unmerge(path);
    }
    expect((await read(one)).mergedFrom).toEqual([idOf(path)]);
  });
});

describe('supports of merged needs', () => {
  it('are counted together, who supported both once, and are the survivor’s no more when the need is taken out', async () => {
    const [path, survivor] = [await submitted(roadmap), await submitted(roadmap)];
    await support(path, 'aino', 'bertta', 'cecilia');
    await support(survivor, 'cecilia', 'daniel');
    await merge(path, survivor);
    expect([await supportCount(path), await supportCount(survivor)]).toEqual([3, 4]);
    await unmerge(path);
    expect([await supportCount(path), await supportCount(survivor)]).toEqual([3, 2]);
    await support(survivor, 'daniel', 'cecilia');
    expect(await supportCount(survivor)).toBe(2);
    await support(survivor, 'aino');
    expect(await supportCount(survivor)).toBe(3);
  });

  it('count once for whoever supports the survivor after the merging, and that support stays', async () => {
    const [path, survivor] = [await submitted(roadmap), await submitted(roadmap)];
    await support(path, 'aino', 'bertta');
    await merge(path, survivor);
    await support(survivor, 'aino');
    expect(await supportCount(survivor)).toBe(2);
    await unmerge(path);
    expect(await supportCount(survivor)).toBe(1);
  });

  it('count once for whoever supported two needs that were merged into it, until both are taken out', async () => {
    const [one, other, survivor] = [await submitted(roadmap), await submitted(roadmap), await submitted(roadmap)];
    await support(one, 'aino', 'bertta');
    await support(other, 'aino');
    await merge(one, survivor);
    await merge(other, survivor);
    expect(await supportCount(survivor)).toBe(2);
    await unmerge(one);
    expect(await supportCount(survivor)).toBe(1);
    await unmerge(other);
    expect(await supportCount(survivor)).toBe(0);
  });

  it('follow a survivor that is merged itself, and leave all that follow when the first need is taken out', async () => {
    const [first, second, third] = [await submitted(roadmap), await submitted(roadmap), await submitted(roadmap)];
    await support(first, 'aino');
    await support(second, 'bertta');
    await merge(first, second);
    await merge(second, third);
    expect([await supportCount(second), await supportCount(third)]).toEqual([2, 2]);
    const version = (await read(third)).version as number;
    await unmerge(first);
    expect([await supportCount(second), await supportCount(third)]).toEqual([1, 1]);
    expect((await read(third)).version).toBe(version);
    await unmerge(second);
    expect([await supportCount(second), await supportCount(third)]).toEqual([1, 0]);
  });

  it('are each counted, also those that come while the needs are being merged', async () => {
    const [path, survivor] = [await submitted(roadmap), await submitted(roadmap)];
    const persons = await Promise.all(Array.from({ length: 12 }, (_, index) => roadmap.as('coordinator', { sub: `person-${index}` })));
    const match = await coordinator.matching(path);
    const answers = await Promise.all([
      ...persons.slice(0, 6).map((person) => person.post(`${path}/support`)),
      coordinator.post(`${path}/merge`, { into: idOf(survivor) }, match),
      ...persons.slice(4).map((person) => person.post(`${survivor}/support`)),
    ]);
    // Who came too late for the need itself hears 409, since it is merged by then.
    const [statuses, rest] = [answers.slice(0, 6).map((answer) => answer.status), answers.slice(6).map((answer) => answer.status)];
    expect(statuses.every((status) => [200, 409].includes(status))).toBe(true);
    expect(rest).toEqual(Array(9).fill(200));
    // Eight support the survivor; of the six who support the need, the last two do so as well.
    const four = statuses.slice(0, 4).filter((status) => status === 200).length;
    expect(await supportCount(survivor)).toBe(8 + four);
  });
});

describe('needs that are merged at the same time', () => {
  it('into one another: one is merged, the other is refused, and nobody waits for ever', async () => {
    const replica = await startReplica(roadmap);
    try {
      const other = await replica.as('admin');
      for (let round = 0; round < 8; round++) {
        const [a, b] = [await submitted(roadmap), await submitted(roadmap)];
        const [matchA, matchB] = [await coordinator.matching(a), await coordinator.matching(b)];
        const answers = await Promise.all([coordinator.post(`${a}/merge`, { into: idOf(b) }, matchA), other.post(`${b}/merge`, { into: idOf(a) }, matchB)]);
        const refused = answers.filter((answer) => answer.status !== 200);
        expect(refused).toHaveLength(1);
        expect([412, 422]).toContain(refused[0]?.status);
        expect([await read(a), await read(b)].filter((need) => need.status === 'merged')).toHaveLength(1);
      }
    } finally {
      await replica.stop();
    }
  });

  it('in a ring: they never end up in a circle', async () => {
    for (let round = 0; round < 5; round++) {
      const ring = [await submitted(roadmap), await submitted(roadmap), await submitted(roadmap)];
      const next = (index: number) => ring[(index + 1) % ring.length] as string;
      const matches = await Promise.all(ring.map((path) => coordinator.matching(path)));
      const answers = await Promise.all(ring.map((path, index) => coordinator.post(`${path}/merge`, { into: idOf(next(index)) }, matches[index])));
      expect(answers.every((answer) => [200, 412, 422].includes(answer.status))).toBe(true);
      expect((await Promise.all(ring.map(read))).some((need) => need.status !== 'merged')).toBe(true);
    }
  });

  it('two into the same one: both are, and all supports count', async () => {
    const [a, b, survivor] = [await submitted(roadmap), await submitted(roadmap), await submitted(roadmap)];
    await support(a, 'aino');
    await support(b, 'bertta');
    const [matchA, matchB] = [await coordinator.matching(a), await coordinator.matching(b)];
    const answers = await Promise.all([
      coordinator.post(`${a}/merge`, { into: idOf(survivor) }, matchA),
      coordinator.post(`${b}/merge`, { into: idOf(survivor) }, matchB),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
    const { mergedFrom, ...rest } = await read(survivor);
    expect(new Set(mergedFrom)).toEqual(new Set([idOf(a), idOf(b)]));
    expect(rest).toMatchObject({ supportCount: 2, version: 3 });
  });
});

describe('a merge repeated with the same Idempotency-Key', () => {
  it('is answered again, and the survivor changes once', async () => {
    const [path, survivor] = [await submitted(roadmap), await submitted(roadmap)];
    const headers = { ...(await coordinator.matching(path)), 'Idempotency-Key': 'merge-1' };
    const first = await coordinator.post(`${path}/merge`, { into: idOf(survivor) }, headers).expect(200);
    const again = await coordinator.post(`${path}/merge`, { into: idOf(survivor) }, headers).expect(200);
    expect(again.body).toEqual(first.body);
    expect((await read(survivor)).version).toBe(2);
  });
});
