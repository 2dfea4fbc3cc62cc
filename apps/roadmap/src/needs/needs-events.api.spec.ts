/** What others are told of needs: API contract, "Events out", R4 and G22. */
import type { CloudEvent } from '@fiksu/contracts';
import { Database, sql } from '@fiksu/service';
import type { Client, TestService } from '@fiksu/testing';
import { idOf, needIn, needOf, submitted } from '../testing/needs-in-any-state.ts';
import { startRoadmap } from '../testing/start-roadmap.ts';

let roadmap: TestService;
let coordinator: Client;
let db: Database;
beforeAll(async () => {
  roadmap = await startRoadmap();
  coordinator = await roadmap.as('coordinator', { sub: 'maija.meikalainen' });
  db = roadmap.app.get(Database);
});
afterAll(() => roadmap.stop());

type NeedEvent = CloudEvent<CloudEvent['data'] & Record<string, unknown>>;

/** All that has been recorded of a need, in order. */
const toldOf = async (path: string): Promise<NeedEvent[]> => {
  const rows = await db.run<{ event: NeedEvent }>(sql`select event from outbox where aggregate = ${path.slice(1)} order by id`);
  return rows.map(({ event }) => event);
};
const lastOf = async (path: string) => (await toldOf(path)).at(-1) as NeedEvent;
const act = async (path: string, action: string, body: object = {}) => (await coordinator.act(path, action, body)).body;

/** Words of the kind that nobody has moderated: each says so. */
const written = {
  title: { fi: 'UNMODERATED title' },
  description: { en: 'UNMODERATED description' },
  location: { type: 'Point', coordinates: [25.010_612, 60.250_512] },
  affectedGroups: ['UNMODERATED group'],
  evidence: [{ text: { fi: 'UNMODERATED evidence' }, url: 'https://example.org/UNMODERATED' }],
  source: 'company',
  organisation: '0198bbbb-0000-7000-8000-00000000aaaa',
};
const traces = ['UNMODERATED', '25.0106', '60.2505', 'company', '0198bbbb-0000-7000-8000-00000000aaaa', 'maija'];

/** The whole row, with whatever it has: not the event alone. */
async function expectNothingWritten(path: string, more: string[] = []): Promise<void> {
  const rows = await db.run<{ row: string }>(sql`select to_jsonb(outbox)::text as row from outbox where aggregate = ${path.slice(1)}`);
  expect(rows.length).toBeGreaterThan(0);
  for (const { row } of rows) for (const trace of [...traces, ...more]) expect(row).not.toContain(trace);
}

const outlineMembers = ['change', 'createdAt', 'districts', 'id', 'status', 'themes', 'updatedAt', 'version', 'visibility'];
const membersOf = ({ data }: NeedEvent): string[] => Object.keys(data).sort();

describe('before a need is accepted, others are told', () => {
  it('that it was submitted, by whomever, and where: nothing that its author wrote', async () => {
    const path = await submitted(roadmap, { ...written, districts: ['malmi'], themes: ['energy'] });
    const [event, ...more] = await toldOf(path);
    expect(more).toEqual([]);
    expect(event).toMatchObject({ type: 'fiksu.roadmap.need.created.v1', source: '/roadmap/v1', subject: path.slice(1), aggregateversion: 1 });
    expect(event?.data).toEqual({
      ...{ id: idOf(path), version: 1, status: 'submitted', districts: ['malmi'], themes: ['energy'] },
      ...{ createdAt: event?.time, updatedAt: event?.time },
      change: { action: 'create', from: null, to: 'submitted', fields: [], by: 'resident' },
      visibility: 'internal',
    });
    await expectNothingWritten(path);
  });

  it('that it was triaged, and what about where it belongs has changed: not what the coordinator noted', async () => {
    const path = await submitted(roadmap, written);
    await act(path, 'triage', { themes: ['energy'], note: { fi: 'NOTED' } });
    const event = await lastOf(path);
    expect(event).toMatchObject({ type: 'fiksu.roadmap.need.triaged.v1', aggregateversion: 2 });
    expect(event.data).toMatchObject({ status: 'triaged', themes: ['energy'], visibility: 'internal' });
    expect(event.data.change).toEqual({ action: 'triage', from: 'submitted', to: 'triaged', fields: ['/themes'], by: 'coordinator' });
    expect(membersOf(event)).toEqual(outlineMembers);
    await expectNothingWritten(path, ['NOTED']);
  });

  it.each(['submitted', 'triaged'] as const)('that it was declined when it was %s: not why, which is for its author', async (state) => {
    const path = await needIn(roadmap, state, written);
    await act(path, 'decline', { reason: { fi: 'BECAUSE' } });
    const event = await lastOf(path);
    expect(event.type).toBe('fiksu.roadmap.need.declined.v1');
    expect(event.data.change).toEqual({ action: 'decline', from: state, to: 'declined', fields: [], by: 'coordinator' });
    expect(membersOf(event)).toEqual(outlineMembers);
    await expectNothingWritten(path, ['BECAUSE']);
  });
});

describe('from accepted on, others are told', () => {
  it('the whole of what everybody may read', async () => {
    const path = await needIn(roadmap, 'triaged', { ...written, themes: ['energy'] });
    await act(path, 'accept', { note: { fi: 'NOTED' } });
    const event = await lastOf(path);
    expect(event).toMatchObject({ type: 'fiksu.roadmap.need.accepted.v1', aggregateversion: 3 });
    const { change, visibility, ...state } = event.data;
    expect(change).toEqual({ action: 'accept', from: 'triaged', to: 'accepted', fields: [], by: 'coordinator' });
    expect(visibility).toBe('public');
    const { actions: _, ...read } = (await roadmap.anyone.get(path).expect(200)).body;
    expect(state).toEqual(read);
    expect(state).toMatchObject(written);
    expect(JSON.stringify(event)).not.toMatch(/NOTED|maija|receipt/i);
  });

  it('that it was hidden, and nothing of it any more; when it is shown again, all of it', async () => {
    const path = await needIn(roadmap, 'accepted', { title: { fi: 'NAMED' } });
    await act(path, 'hide', { reason: { fi: 'BECAUSE' } });
    const hidden = await lastOf(path);
    expect(hidden).toMatchObject({ type: 'fiksu.roadmap.need.hidden.v1', aggregateversion: 4, data: { status: 'accepted', visibility: 'internal' } });
    expect(hidden.data.change).toEqual({ action: 'hide', from: 'accepted', to: 'accepted', fields: [], by: 'coordinator' });
    expect(membersOf(hidden)).toEqual(outlineMembers);
    expect(JSON.stringify(hidden)).not.toMatch(/NAMED|BECAUSE/);
    await act(path, 'restore');
    const restored = await lastOf(path);
    expect(restored).toMatchObject({ type: 'fiksu.roadmap.need.restored.v1', aggregateversion: 5, data: { title: { fi: 'NAMED' }, visibility: 'public' } });
    expect(restored.data.change).toEqual({ action: 'restore', from: 'accepted', to: 'accepted', fields: [], by: 'coordinator' });
  });

  it('nothing more of a need that is hidden before it is accepted, also when it is', async () => {
    const path = await submitted(roadmap, written);
    await act(path, 'hide', { reason: { fi: 'BECAUSE' } });
    await act(path, 'triage');
    await act(path, 'accept');
    expect((await toldOf(path)).map(({ data }) => [data.change.action, data.visibility])).toEqual([
      ['create', 'internal'],
      ['hide', 'internal'],
      ['triage', 'internal'],
      ['accept', 'internal'],
    ]);
    await expectNothingWritten(path, ['BECAUSE']);
  });
});

describe('of needs that are merged, others are told', () => {
  it('that one was merged, and that the other one was changed', async () => {
    const survivor = await needIn(roadmap, 'accepted');
    const path = await needIn(roadmap, 'triaged', written);
    await act(path, 'merge', { into: idOf(survivor) });
    const [merged, changed] = [await lastOf(path), await lastOf(survivor)];
    expect(merged).toMatchObject({ type: 'fiksu.roadmap.need.merged.v1', aggregateversion: 3, data: { status: 'merged', visibility: 'internal' } });
    expect(merged.data.change).toEqual({ action: 'merge', from: 'triaged', to: 'merged', fields: [], by: 'coordinator' });
    expect(membersOf(merged)).toEqual(outlineMembers);
    expect(changed).toMatchObject({ type: 'fiksu.roadmap.need.changed.v1', aggregateversion: 4, data: { mergedFrom: [idOf(path)], visibility: 'public' } });
    expect(changed.data.change).toEqual({ action: 'change', from: 'accepted', to: 'accepted', fields: ['/mergedFrom'], by: 'coordinator' });
    expect(await toldOf(path)).toHaveLength(3);
    expect(await toldOf(survivor)).toHaveLength(4);
    await expectNothingWritten(path);
  });

  it('that the survivor has the supports of both', async () => {
    const [survivor, path] = [await needIn(roadmap, 'accepted'), await submitted(roadmap)];
    await (await roadmap.as('coordinator', { sub: 'one' })).post(`${path}/support`).expect(200);
    await act(path, 'merge', { into: idOf(survivor) });
    const { data } = await lastOf(survivor);
    expect([data.supportCount, data.change.fields]).toEqual([1, ['/supportCount', '/mergedFrom']]);
  });

  it('nothing that somebody wrote where neither is accepted', async () => {
    const [survivor, path] = [await submitted(roadmap, written), await submitted(roadmap, written)];
    await act(path, 'merge', { into: idOf(survivor) });
    const changed = await lastOf(survivor);
    expect([changed.type, membersOf(changed), changed.data.change.fields]).toEqual(['fiksu.roadmap.need.changed.v1', outlineMembers, []]);
    for (const each of [survivor, path]) await expectNothingWritten(each);
  });

  it('that one was taken out again, into the state that it had', async () => {
    const [survivor, path] = [await needIn(roadmap, 'accepted'), await needIn(roadmap, 'triaged', written)];
    await act(path, 'merge', { into: idOf(survivor) });
    await act(path, 'unmerge');
    const [unmerged, changed] = [await lastOf(path), await lastOf(survivor)];
    expect(unmerged).toMatchObject({ type: 'fiksu.roadmap.need.unmerged.v1', aggregateversion: 4, data: { status: 'triaged', visibility: 'internal' } });
    expect(unmerged.data.change).toEqual({ action: 'unmerge', from: 'merged', to: 'triaged', fields: [], by: 'coordinator' });
    expect(changed).toMatchObject({ type: 'fiksu.roadmap.need.changed.v1', aggregateversion: 5, data: { mergedFrom: [idOf(path)], supportCount: 0 } });
    await expectNothingWritten(path);
  });
});

describe('others are told nothing', () => {
  it.each(['support', 'report'])('when somebody only %ss a need', async (action) => {
    const path = await needIn(roadmap, 'accepted');
    const before = await toldOf(path);
    const resident = await roadmap.as('resident');
    for (let times = 0; times < 2; times++) await resident.post(`${path}/${action}`, action === 'report' ? { reason: { fi: 'Loukkaava' } } : {}).expect(200);
    expect(await toldOf(path)).toEqual(before);
  });

  it('of what was refused', async () => {
    const path = await submitted(roadmap);
    const refusals: [number, Promise<{ status: number }>][] = [
      [409, coordinator.post(`${path}/accept`, {}, { 'If-Match': '*' })],
      [412, coordinator.post(`${path}/triage`, {}, { 'If-Match': '"9"' })],
      [428, coordinator.post(`${path}/triage`)],
      [422, coordinator.post(`${path}/triage`, { themes: ['no-such-theme'] }, { 'If-Match': '*' })],
      [422, coordinator.post(`${path}/merge`, { into: idOf(path) }, { 'If-Match': '*' })],
      [
        403,
        (await roadmap.as('coordinator', { districts: ['pasila'] })).post(
          `${await needIn(roadmap, 'accepted')}/hide`,
          { reason: { fi: 'x' } },
          { 'If-Match': '*' },
        ),
      ],
    ];
    for (const [status, refusal] of refusals) expect((await refusal).status).toBe(status);
    expect(await toldOf(path)).toHaveLength(1);
  });

  it('twice, of a request that is repeated', async () => {
    const key = { 'Idempotency-Key': 'once-and-for-all' };
    const [first, second] = [await roadmap.anyone.post('/needs', needOf(), key), await roadmap.anyone.post('/needs', needOf(), key)];
    expect([first.status, second.headers['idempotency-replayed']]).toEqual([201, 'true']);
    const rows = await db.run(sql`select from outbox where aggregate = ${`needs/${first.body.id}`}`);
    expect(rows).toHaveLength(1);
  });
});

describe('the types of events of the roadmap', () => {
  const nouns: Record<string, string[]> = {
    district: ['created', 'changed', 'deleted'],
    theme: ['created', 'changed', 'deleted'],
    programme: ['created', 'changed', 'deleted'],
    development: ['created', 'changed', 'deleted'],
    version: ['created'],
    need: ['created', 'changed', 'triaged', 'accepted', 'declined', 'merged', 'unmerged', 'hidden', 'restored', 'crystallised', 'addressed'],
    item: [
      ...['created', 'changed', 'deleted', 'committed', 'started', 'held', 'resumed', 'completed', 'dropped', 'superseded'],
      ...['confirmed', 'overridden'],
    ],
    milestone: ['created', 'done', 'cancelled'],
    method: ['created', 'changed', 'deleted', 'published'],
    session: ['created', 'changed', 'deleted', 'opened', 'recorded', 'closed'],
    event: ['redacted'],
    webhook: ['tested'],
  };

  it('are exactly these', async () => {
    const { body } = await roadmap.anyone.get('/events/types').expect(200);
    const expected = Object.entries(nouns).flatMap(([noun, participles]) => participles.map((participle) => `fiksu.roadmap.${noun}.${participle}.v1`));
    expect(body.data.map(({ type }: { type: string }) => type).sort()).toEqual(expected.sort());
  });
});
