/** The themes of the work, a SKOS scheme: API contract, R2, G11 (removal), G12 (patches), G18 (codes), G27 (sample). */
import { secondSession, untilWaiting, type Client, type TestService } from '@fiksu/testing';
import { made as madeItem } from '../testing/items-in-any-state.ts';
import { needOf } from '../testing/needs-in-any-state.ts';
import { plannedSession } from '../testing/sessions-in-any-state.ts';
import { startRoadmap } from '../testing/start-roadmap.ts';

let roadmap: TestService;
let admin: Client;
beforeAll(async () => {
  roadmap = await startRoadmap();
  admin = await roadmap.as('admin');
});
afterAll(() => roadmap.stop());

let number = 0;
/** A theme of this name is there for the test that asked, and nobody else. */
async function themeOf(name: string, terms: object = {}): Promise<string> {
  const id = `${name}-${++number}`;
  await admin.post('/themes', { id, label: { fi: name }, ...terms }).expect(201);
  return id;
}
const read = async (id: string) => (await roadmap.anyone.get(`/themes/${id}`).expect(200)).body;
const patch = async (id: string, change: unknown, by: Client = admin) => by.patch(`/themes/${id}`, change, await roadmap.anyone.matching(`/themes/${id}`));
const remove = async (id: string) => admin.delete(`/themes/${id}`, await admin.matching(`/themes/${id}`));
const pointersOf = (body: { errors: { pointer: string }[] }) => body.errors.map((fault) => fault.pointer);

describe('the themes of the sample city', () => {
  it('are there after the first start, with labels in three languages', async () => {
    const { body } = await roadmap.anyone.get('/themes?limit=200').expect(200);
    const ids = body.data.map((theme: { id: string }) => theme.id);
    expect(ids).toEqual(
      expect.arrayContaining(['green-infrastructure', 'mobility', 'energy', 'circular-economy', 'wellbeing', 'business', 'participation', 'safety']),
    );
    for (const theme of body.data) {
      expect(Object.keys(theme.label).sort()).toEqual(['en', 'fi', 'sv']);
      expect(theme.scheme).toBe('fiksu');
    }
  });

  it.each(['counts', 'imports', 'export'])('never has one called %s, which would stand where the collection answers', async (id) => {
    const { body } = await admin.post('/themes', { id, label: { fi: id } }).expect(422);
    expect(pointersOf(body)).toEqual(['/id']);
  });

  it('know one another: what is narrower names what is broader', async () => {
    const { body } = await roadmap.anyone.get('/themes?limit=200').expect(200);
    for (const { id, narrower } of body.data) {
      const named = body.data.filter((theme: { broader: string | null }) => theme.broader === id).map((theme: { id: string }) => theme.id);
      expect([...narrower].sort()).toEqual(named.sort());
    }
    expect((await read('green-infrastructure')).narrower).toContain('urban-trees');
  });
});

describe('a theme', () => {
  it('is added by an admin, under the id that is sent', async () => {
    const sent = { id: 'katuvalaistus', label: { fi: 'Katuvalaistus', en: 'Street lighting' }, broader: 'energy', related: ['safety'] };
    const { body, headers } = await admin.post('/themes', sent).expect(201);
    expect(body).toEqual({ ...sent, scheme: 'fiksu', narrower: [], version: 1, createdAt: body.createdAt, updatedAt: body.createdAt });
    expect(headers).toMatchObject({ location: '/roadmap/v1/themes/katuvalaistus', etag: expect.stringMatching(/^"1-/) as string });
    expect(await read('katuvalaistus')).toEqual(body);
    expect((await read('energy')).narrower).toContain('katuvalaistus');
  });

  it('with an id that is taken is refused, and the existing one is named', async () => {
    const { status, body } = await admin.post('/themes', { id: 'energy', label: { fi: 'Energia' } });
    expect([status, body.code, body.existing]).toEqual([409, 'already-exists', 'energy']);
    // 409 comes before 422 (G5).
    expect((await admin.post('/themes', { id: 'energy', label: { fi: 'Energia' }, broader: 'alchemy' })).status).toBe(409);
  });

  it.each([
    ['without an id', { label: { fi: 'x' } }, '/id'],
    ['with an id that is no slug', { id: 'Vihreä', label: { fi: 'x' } }, '/id'],
    ['without a label', { id: 'x' }, '/label'],
    ['with a plain label', { id: 'x', label: 'x' }, '/label'],
    ['with a derived member', { id: 'x', label: { fi: 'x' }, narrower: [] }, '/narrower'],
    ['with an unknown member', { id: 'x', label: { fi: 'x' }, colour: 'red' }, '/colour'],
    ['with a list for the broader one', { id: 'x', label: { fi: 'x' }, broader: ['energy'] }, '/broader'],
  ])('%s is malformed', async (_, body, pointer) => {
    const answer = await admin.post('/themes', body);
    expect([answer.status, answer.body.code]).toEqual([400, 'malformed']);
    expect(pointersOf(answer.body)).toContain(pointer);
  });

  it('names only themes that there are', async () => {
    const { status, body } = await admin.post('/themes', { id: 'x-1', label: { fi: 'x' }, broader: 'alchemy', related: ['energy', 'astrology'] });
    expect(status).toBe(422);
    expect(pointersOf(body)).toEqual(['/broader', '/related/1']);
  });

  it('is found by its label in any language and by its id, and not by what only its form says', async () => {
    const id = await themeOf('linnut', { label: { fi: 'Linnunpöntöt', sv: 'Fågelholkar', en: 'Birdhouses' } });
    for (const q of ['linnunpöntöt', 'FÅGELHOLKAR', 'birdh', 'linnut']) {
      expect((await roadmap.anyone.get(`/themes?q=${encodeURIComponent(q)}`)).body.data.map((theme: { id: string }) => theme.id)).toEqual([id]);
    }
    for (const q of ['"fi"', '{', '": "']) expect((await roadmap.anyone.get(`/themes?q=${encodeURIComponent(q)}`)).body.data).toEqual([]);
  });

  it('is listed by what it is broader, related or of the scheme', async () => {
    const top = await themeOf('katto');
    const below = await themeOf('alla', { broader: top, related: ['safety'] });
    const ids = async (query: string) => (await roadmap.anyone.get(`/themes?limit=200&${query}`)).body.data.map((theme: { id: string }) => theme.id);
    expect(await ids(`broader=${top}`)).toEqual([below]);
    expect(await ids('related=safety')).toContain(below);
    expect(await ids('scheme=other')).toEqual([]);
    expect((await roadmap.anyone.get(`/themes/counts?by=broader&broader=${top}`)).body).toEqual({ by: 'broader', counts: { [top]: 1 }, total: 1 });
  });
});

describe('changing a theme', () => {
  it('keeps what is not sent, and adds a language without touching the others', async () => {
    const id = await themeOf('valo', { related: ['energy'] });
    const { status, body } = await patch(id, { label: { sv: 'Ljus' } });
    expect(status).toBe(200);
    expect(body).toMatchObject({ label: { fi: 'valo', sv: 'Ljus' }, related: ['energy'], version: 2 });
    expect((await patch(id, { label: { fi: null } })).body.label).toEqual({ sv: 'Ljus' });
  });

  it('leaves at least one language', async () => {
    const id = await themeOf('valo');
    for (const [sent, pointer] of [
      [{ label: { fi: null } }, '/label'],
      [{ label: null }, '/label'],
    ] as const) {
      const { status, body } = await patch(id, sent);
      expect([status, pointersOf(body)]).toEqual([422, [pointer]]);
    }
  });

  it('removes what is optional with null', async () => {
    const id = await themeOf('valo', { broader: 'energy', related: ['safety'] });
    expect((await patch(id, { broader: null, related: null })).body).toMatchObject({ broader: null, related: [] });
    expect((await read('energy')).narrower).not.toContain(id);
  });

  it('to what it is already keeps version and ETag', async () => {
    const id = await themeOf('valo', { label: { sv: 'Ljus', fi: 'valo', en: 'Light' } });
    const before = await roadmap.anyone.get(`/themes/${id}`);
    const { status, body, headers } = await patch(id, { label: { fi: 'valo' }, related: [] });
    expect([status, body, headers.etag]).toEqual([200, before.body, before.headers.etag]);
  });

  it.each(['id', 'version', 'createdAt', 'updatedAt', 'status', 'narrower'])('does not write %s, which the platform sets', async (member) => {
    const id = await themeOf('valo');
    const { status, body } = await patch(id, { [member]: member === 'id' ? id : 1 });
    expect([status, body.code, pointersOf(body)]).toEqual([422, 'read-only', [`/${member}`]]);
  });

  it('is refused in another version, without one, and for what is not there', async () => {
    const id = await themeOf('valo');
    expect((await admin.patch(`/themes/${id}`, {}, { 'If-Match': '"7-x"' })).status).toBe(412);
    expect((await admin.patch(`/themes/${id}`, {})).status).toBe(428);
    expect((await admin.patch('/themes/alchemy', {}, { 'If-Match': '*' })).status).toBe(404);
    expect((await admin.patch('/themes/No%20Slug', {}, { 'If-Match': '*' })).status).toBe(404);
  });

  it('takes a patch as JSON too, and nothing but JSON', async () => {
    const id = await themeOf('valo');
    const sent = (type: string) => admin.patch(`/themes/${id}`, { related: ['safety'] }, { 'If-Match': '*', 'Content-Type': type });
    expect((await sent('application/json')).status).toBe(200);
    expect((await sent('text/plain')).status).toBe(415);
    const { status, body } = await admin.patch(`/themes/${id}`, [], { 'If-Match': '*' });
    expect([status, body.code]).toEqual([400, 'malformed']);
  });

  it('is told in its history', async () => {
    const id = await themeOf('valo');
    await patch(id, { related: ['safety'] });
    const { body } = await roadmap.anyone.get(`/themes/${id}/history`).expect(200);
    expect(body.data.map(({ action, from, to, by }: Record<string, unknown>) => [action, from, to, by])).toEqual(
      ['create', 'change'].map((action) => [action, null, null, { role: 'admin', organisation: null }]),
    );
  });
});

describe('a theme that would be broader than itself', () => {
  const isCycle = ({ status, body }: { status: number; body: { code: string; errors: { pointer: string }[] } }) =>
    expect([status, body.code, pointersOf(body)]).toEqual([422, 'broader-cycle', ['/broader']]);

  it('at once is refused, also when it is added', async () => {
    const id = await themeOf('a');
    isCycle(await patch(id, { broader: id }));
    isCycle(await admin.post('/themes', { id: 'itself', label: { fi: 'x' }, broader: 'itself' }));
    await roadmap.anyone.get('/themes/itself').expect(404);
  });

  it('over another one is refused', async () => {
    const a = await themeOf('a');
    const b = await themeOf('b', { broader: a });
    isCycle(await patch(a, { broader: b }));
    expect((await read(a)).broader).toBeNull();
  });

  it('over three is refused, and the answer names the way round', async () => {
    const a = await themeOf('a');
    const b = await themeOf('b', { broader: a });
    const c = await themeOf('c', { broader: b });
    const answer = await patch(a, { broader: c });
    isCycle(answer);
    for (const id of [a, b, c]) expect(answer.text).toContain(id);
    expect((await patch(c, { broader: a })).status).toBe(200);
  });

  it('cannot come about by two changes at once either', async () => {
    const [a, b] = [await themeOf('a'), await themeOf('b')];
    const holder = await secondSession(roadmap.database.url);
    await holder.query('begin');
    await holder.query('select from theme where id = $1 for update', [a]);
    // The first has found no cycle and waits for its row; the second must not look before the first is done.
    const first = admin.patch(`/themes/${a}`, { broader: b }, { 'If-Match': '*' }).then(({ status }) => status);
    await untilWaiting(holder, 1);
    const second = admin.patch(`/themes/${b}`, { broader: a }, { 'If-Match': '*' }).then(({ status }) => status);
    await Promise.race([second, untilWaiting(holder, 2)]);
    await holder.query('commit');
    expect(await Promise.all([first, second])).toEqual([200, 422]);
    await holder.end();
  });
});

describe('removing a theme', () => {
  it('leaves nothing at its address', async () => {
    const id = await themeOf('pois');
    const { status, text } = await remove(id);
    expect([status, text]).toEqual([204, '']);
    await roadmap.anyone.get(`/themes/${id}`).expect(404);
    await roadmap.anyone.get(`/themes/${id}/history`).expect(404);
    expect((await admin.delete(`/themes/${id}`, { 'If-Match': '*' })).status).toBe(404);
  });

  it('while somebody names it: either it is removed, or it is in use', async () => {
    for (let round = 0; round < 20; round++) {
      const id = await themeOf('kilpailu');
      const [removed, named] = await Promise.all([
        admin.delete(`/themes/${id}`, { 'If-Match': '*' }),
        admin.post('/themes', { id: `${id}-alla`, label: { fi: 'x' }, broader: id }),
      ]);
      expect(['204 422', '409 201']).toContain(`${removed.status} ${named.status}`);
      expect(removed.status === 204 ? pointersOf(named.body) : removed.body.code).toEqual(removed.status === 204 ? ['/broader'] : 'in-use');
    }
  });

  it('needs the version that was read', async () => {
    const id = await themeOf('pois');
    expect((await admin.delete(`/themes/${id}`)).status).toBe(428);
    expect((await admin.delete(`/themes/${id}`, { 'If-Match': '"3"' })).status).toBe(412);
    await read(id);
  });

  it('is refused while something names it, and what does is named', async () => {
    const programme = { title: { fi: 'Ohjelma' }, period: { from: '2026-01' } };
    const users: [string, (id: string) => Promise<string>][] = [
      ['a narrower theme', async (id) => `themes/${await themeOf('alla', { broader: id })}`],
      ['a related theme', async (id) => `themes/${await themeOf('rinnalla', { related: [id] })}`],
      ['a need', async (id) => `needs/${(await roadmap.anyone.post('/needs', needOf({ themes: [id] }))).body.id}`],
      ['an item', async (id) => (await madeItem(admin, { themes: [id] })).slice(1)],
      ['a session', async (id) => (await plannedSession(admin, { themes: [id] })).slice(1)],
      ['a programme', async (id) => `programmes/${(await admin.post('/programmes', { ...programme, themes: [id] })).body.id}`],
      [
        'a sub-project',
        async (id) => `programmes/${(await admin.post('/programmes', { ...programme, subProjects: [{ title: { fi: 'Osa' }, themes: [id] }] })).body.id}`,
      ],
    ];
    for (const [what, use] of users) {
      const id = await themeOf('nimetty');
      const user = await use(id);
      const { status, body } = await remove(id);
      expect([what, status, body.code]).toEqual([what, 409, 'in-use']);
      expect(JSON.stringify(body)).toContain(user);
      await read(id);
    }
  });
});
