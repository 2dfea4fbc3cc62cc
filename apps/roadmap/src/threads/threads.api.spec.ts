import { newId } from '@fiksu/service';
import { type Client, type TestService } from '@fiksu/testing';
import { idOf, needIn } from '../testing/needs-in-any-state.ts';
import { startRoadmap } from '../testing/start-roadmap.ts';

interface Thread {
  nodes: { kind: string; id: string; title: object | null; status: string; at: string; service: string }[];
  links: { from: { kind: string; id: string }; to: { kind: string; id: string }; relation: string; at: string; by: string | null }[];
  complete: boolean;
}

describe('the thread', () => {
  let roadmap: TestService;
  let coordinator: Client;
  let method: string;
  beforeAll(async () => {
    roadmap = await startRoadmap();
    coordinator = await roadmap.as('coordinator');
    const card = { name: { en: 'Design sprint' }, phases: [{ id: 'understand', name: { en: 'Understand' } }] };
    method = (await coordinator.post('/methods', card).expect(201)).body.id as string;
    await done(`/methods/${method}`, 'publish');
  });
  afterAll(() => roadmap.stop());

  const accepted = async (title = 'Varjoa torille') => idOf(await needIn(roadmap, 'accepted', { title: { fi: title } }));
  const made = async (path: string, body: object) => (await coordinator.post(path, body).expect(201)).body.id as string;
  const itemFor = (needs: string[], terms: object = {}) => made('/items', { title: { fi: 'Varjo' }, districts: ['malmi'], horizon: 'now', needs, ...terms });
  const planned = (needs: string[]) =>
    made('/sessions', {
      ...{ method, title: { en: 'Sprint' }, districts: ['malmi'], needs },
      ...{ startsAt: '2027-02-01T07:00:00Z', endsAt: '2027-02-02T14:00:00Z' },
    });
  async function done(path: string, action: string, body: object = {}): Promise<{ outcomes: { kind: string; id: string }[] }> {
    const answer = await coordinator.act(path, action, body);
    expect(answer).toMatchObject({ status: 200 });
    return answer.body;
  }
  async function closed(needs: string[], outcomes: object[]): Promise<{ session: string; made: string[] }> {
    const session = await planned(needs);
    await done(`/sessions/${session}`, 'open');
    const { outcomes: came } = await done(`/sessions/${session}`, 'close', { outcomes });
    return { session, made: came.map(({ id }) => id) };
  }
  const item = (terms: object = {}) => ({ kind: 'item', title: { fi: 'Varjo' }, districts: ['malmi'], horizon: 'now', ...terms });
  const committed = (id: string) => done(`/items/${id}`, 'commit');
  const threadOf = async (kind: string, id: string, reader: Client = coordinator): Promise<Thread> =>
    (await reader.get(`/threads/${kind}/${id}`).expect(200)).body as Thread;
  const words = ({ nodes }: Thread) => nodes.map(({ kind, id }) => `${kind} ${id}`);
  const said = ({ links }: Thread) => links.map(({ from, relation, to }) => `${from.kind} ${from.id} ${relation} ${to.kind} ${to.id}`);

  it('tells of a need the sessions it was worked on in, what resulted, and the item it became, oldest first, with when and by which role', async () => {
    const need = await accepted();
    const { session, made: outcomes } = await closed([need], [item(), { kind: 'need', title: { fi: 'Penkkejä' }, districts: ['malmi'] }]);
    const [made, asked] = outcomes as [string, string];
    await done(`/needs/${need}`, 'crystallise', { items: [made] });
    const thread = await threadOf('need', need);
    expect(thread).toMatchObject({ kind: 'need', id: need, complete: true });
    expect(words(thread).slice(0, 2)).toEqual([`need ${need}`, `session ${session}`]);
    expect(words(thread).slice(2).sort()).toEqual([`item ${made}`, `need ${asked}`].sort());
    expect(thread.nodes[0]).toEqual({
      kind: 'need',
      id: need,
      title: { fi: 'Varjoa torille' },
      status: 'crystallised',
      at: expect.any(String),
      service: 'roadmap',
    });
    expect(said(thread).sort()).toEqual(
      [
        `need ${need} worked-on-in session ${session}`,
        `session ${session} resulted-in item ${made}`,
        `session ${session} resulted-in need ${asked}`,
        `need ${need} crystallised-into item ${made}`,
      ].sort(),
    );
    for (const { at, by } of thread.links) expect([Number.isNaN(Date.parse(at)), by]).toEqual([false, 'coordinator']);
    expect(thread.links.map(({ at }) => at)).toEqual(thread.links.map(({ at }) => at).sort());
  });

  it('has the same members and links from each of them', async () => {
    const needs = [await accepted(), await accepted('Penkkejä')];
    const { session, made: outcomes } = await closed(needs, [item({ needs })]);
    const expected = await threadOf('need', needs[0] as string);
    expect(expected.nodes).toHaveLength(4);
    const members: [string, string][] = [
      ['need', needs[1] as string],
      ['session', session],
      ['item', outcomes[0] as string],
    ];
    for (const [kind, id] of members) expect(await threadOf(kind, id)).toEqual({ ...expected, kind, id });
  });

  it('leads from a need to the one that it was merged into, and on from there', async () => {
    const [old, into] = [idOf(await needIn(roadmap, 'triaged')), await accepted()];
    await done(`/needs/${old}`, 'merge', { into });
    const made = await itemFor([into]);
    const thread = await threadOf('item', made);
    expect(words(thread)).toContain(`need ${old}`);
    expect(said(thread)).toEqual(expect.arrayContaining([`need ${old} merged-into need ${into}`, `need ${into} crystallised-into item ${made}`]));
  });

  it('leads from an item to the one that took its place', async () => {
    const need = await accepted();
    const [old, next] = [await itemFor([need]), await itemFor([])] as [string, string];
    await committed(old);
    await committed(next);
    await done(`/items/${old}`, 'supersede', { by: next });
    const thread = await threadOf('need', need);
    expect(said(thread)).toContain(`item ${old} superseded-by item ${next}`);
    expect(words(thread)).toContain(`item ${next}`);
  });

  it('ends where a link is taken back, and knows nothing of what an item depends on', async () => {
    const need = await accepted();
    const other = await itemFor([]);
    const made = await itemFor([need], { dependsOn: [other] });
    expect(words(await threadOf('need', need))).toEqual([`need ${need}`, `item ${made}`]);
    await coordinator.patch(`/items/${made}`, { needs: [] }, await coordinator.matching(`/items/${made}`)).expect(200);
    expect(words(await threadOf('need', need))).toEqual([`need ${need}`]);
  });

  it('stays joined across what a reader may not see, whose links are left out', async () => {
    const needs = [await accepted(), await accepted('Penkkejä'), await accepted('Puita')] as [string, string, string];
    const session = await planned(needs.slice(0, 2));
    const draft = await itemFor(needs.slice(1));
    const thread = await threadOf('need', needs[0], roadmap.anyone);
    expect(words(thread)).toEqual(needs.map((id) => `need ${id}`));
    expect(thread.links).toEqual([]);
    expect(words(await threadOf('need', needs[0]))).toEqual(expect.arrayContaining([`session ${session}`, `item ${draft}`]));
    await roadmap.anyone.get(`/threads/session/${session}`).expect(404);
    await roadmap.anyone.get(`/threads/item/${draft}`).expect(404);
  });

  it('gives a platform the state of what is not public, and none of its words', async () => {
    const need = await accepted();
    const session = await planned([need]);
    const thread = await threadOf('need', need, await roadmap.as('platform'));
    expect(thread.nodes).toMatchObject([{ kind: 'need' }, { kind: 'session', id: session, status: 'planned', title: null }]);
  });

  it('is there for whoever stands alone, and not for what nobody has heard of', async () => {
    const need = await accepted();
    expect(await threadOf('need', need.toUpperCase())).toMatchObject({ kind: 'need', id: need, links: [] });
    for (const path of [`need/${newId()}`, `item/${need}`, `theme/${need}`, 'need/varjo', `constructor/${need}`, 'need/%00'])
      expect([path, (await coordinator.get(`/threads/${path}`)).status]).toEqual([path, 404]);
  });

  it('tells what became of a thread that was joined from two sides at once', async () => {
    const [left, right] = [await accepted(), await accepted('Penkkejä')] as [string, string];
    const items = await Promise.all([left, right].map((need) => itemFor([need])));
    await Promise.all(items.map(async (id, index) => coordinator.post(`/items/${id}/links`, { kind: 'need', id: index === 0 ? right : left }).expect(201)));
    const thread = await threadOf('need', left);
    expect(words(thread).sort()).toEqual([`need ${left}`, `need ${right}`, ...items.map((id) => `item ${id}`)].sort());
    expect(thread.links).toHaveLength(4);
  });
});
