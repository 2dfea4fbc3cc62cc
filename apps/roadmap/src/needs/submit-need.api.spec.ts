/** Submitting a need: API contract, R4 (body), R1 (districts), G1 and G13 (faults), G16 (repeats). */
import type { Client, TestService, TokenTerms } from '@fiksu/testing';
import type { Role } from '@fiksu/service';
import { plannedSession, sessionIdOf } from '../testing/sessions-in-any-state.ts';
import { needOf } from '../testing/needs-in-any-state.ts';
import { startRoadmap } from '../testing/start-roadmap.ts';

const org = '0198bbbb-0000-7000-8000-000000000001';
const session = '0198bbbb-0000-7000-8000-000000000002';
const unknown = '0198bbbb-0000-7000-8000-00000000ffff';

/** The market square of Malmi, in `peruspiiri-malmi`, which the innovation district Malmi joins. */
const malmiSquare = { type: 'Point', coordinates: [25.0106, 60.2505] };
/** Kallio lies in no innovation district: its subarea is Linjat. */
const kallioChurch = { type: 'Point', coordinates: [24.9494, 60.1843] };
/** The middle of the city of Tallinn. */
const tallinn = { type: 'Point', coordinates: [24.7536, 59.437] };

let roadmap: TestService;
beforeAll(async () => {
  roadmap = await startRoadmap();
});
afterAll(() => roadmap.stop());

const submit = (terms: object, by: Client = roadmap.anyone, headers = {}) => by.post('/needs', needOf(terms), headers);
const pointersOf = (body: { errors: { pointer: string }[] }) => body.errors.map((fault) => fault.pointer);

describe('submitting a need', () => {
  it('needs no account, and is answered with the need, its address and a receipt', async () => {
    const sent = {
      title: { fi: 'Varjoa Malmin torille' },
      description: { fi: 'Helteellä torilla ei voi istua.' },
      location: malmiSquare,
      themes: ['green-infrastructure'],
      affectedGroups: ['elderly'],
      evidence: [{ text: { fi: '41 astetta penkillä' }, url: 'https://example.org/heat' }],
      source: 'resident',
    };
    const { status, body, headers } = await roadmap.anyone.post('/needs', sent);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ...sent,
      status: 'submitted',
      districts: ['malmi'],
      version: 1,
      supportCount: 0,
      mergedInto: null,
      mergedFrom: [],
      likelyDuplicates: [],
    });
    expect(body.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(body.createdAt).toBe(body.updatedAt);
    expect(headers.location).toBe(`/roadmap/v1/needs/${body.id}`);
    expect(headers.etag).toMatch(/^"1-[0-9a-f]+"$/);
    expect(body.receipt.url).toMatch(/^\/roadmap\/v1\/needs\/receipts\/[\w-]+$/);
    await roadmap.anyone.get(body.receipt.url).expect(200);
  });

  it('is answered with the ETag that a read of it has', async () => {
    const coordinator = await roadmap.as('coordinator');
    const { body, headers } = await submit({}, coordinator).expect(201);
    expect((await coordinator.get(`/needs/${body.id}`)).headers.etag).toBe(headers.etag);
  });

  it('takes the smallest body that the contract promises', async () => {
    await roadmap.anyone.post('/needs', { title: { sv: 'Skugga' }, districts: ['malmi'], source: 'resident' }).expect(201);
    await roadmap.anyone.post('/needs', { title: { en: 'Shade' }, location: malmiSquare, source: 'unit' }).expect(201);
  });

  it.each<[Role, TokenTerms]>([
    ['admin', {}],
    ['coordinator', {}],
    ['coordinator', { districts: ['malmi'] }],
    ['evaluator', {}],
    ['partner', { org }],
    ['platform', {}],
    ['resident', {}],
  ])('is open to the role %s %j', async (role, terms) => {
    const { body } = await submit({}, await roadmap.as(role, terms)).expect(201);
    expect(body.status).toBe('submitted');
    expect(body.receipt.url).toEqual(expect.any(String));
  });

  it('with a bad token is refused, although no token is needed', async () => {
    await submit({}, await roadmap.as('resident', { expiresIn: -60 })).expect(401);
  });

  it('is refused to a coordinator limited to other districts', async () => {
    const coordinator = await roadmap.as('coordinator', { districts: ['malmi'] });
    const { status, body } = await submit({ districts: ['pasila'] }, coordinator);
    expect([status, body.code]).toEqual([403, 'outside-districts']);
    await submit({ districts: undefined, location: kallioChurch }, coordinator).expect(403);
    // 403 comes before 422 (G5).
    await submit({ districts: ['pasila', 'atlantis'] }, coordinator).expect(403);
  });
});

describe('the body of a need', () => {
  it.each<[string, object, string]>([
    ['without a title', { title: undefined }, '/title'],
    ['with a title that is no localised text', { title: 'Varjoa torille' }, '/title'],
    ['with a title in no language', { title: {} }, '/title'],
    ['with a title of blanks', { title: { fi: '  ' } }, '/title/fi'],
    ['with a title in a fourth language', { title: { fi: 'Varjoa', de: 'Schatten' } }, '/title/de'],
    ['without a source', { source: undefined }, '/source'],
    ['with a source that nobody knows', { source: 'council' }, '/source'],
    ['with a description that is no localised text', { description: 'Kuuma' }, '/description'],
    ['with districts that are no list', { districts: 'malmi' }, '/districts'],
    ['with a district that is no slug', { districts: ['malmi', 'Malmi!'] }, '/districts/1'],
    ['with a theme that is no slug', { themes: [7] }, '/themes/0'],
    ['with a place that is a line', { location: { type: 'LineString', coordinates: [[25, 60]] } }, '/location/type'],
    ['with a place that is not on earth', { location: { type: 'Point', coordinates: [60.25, 250.1] } }, '/location/coordinates'],
    ['with evidence that has a script for an address', { evidence: [{ url: 'javascript:alert(1)' }] }, '/evidence/0/url'],
    ['with evidence in plain text', { evidence: [{ text: 'kuuma' }] }, '/evidence/0/text'],
    ['with an organisation that is no id', { source: 'company', organisation: 'acme' }, '/organisation'],
    ['with a member that the contract does not know', { colour: 'red' }, '/colour'],
    ['with a member that the platform sets', { status: 'accepted' }, '/status'],
    ['with an unknown member within evidence', { evidence: [{ text: { fi: 'kuuma' }, author: 'Aino' }] }, '/evidence/0/author'],
  ])('%s is malformed, and the answer says where', async (_, terms, pointer) => {
    const { status, body, headers } = await submit(terms);
    expect([status, body.code]).toEqual([400, 'malformed']);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(pointersOf(body)).toContain(pointer);
  });

  it('that names neither a district nor a place is refused', async () => {
    const { status, body } = await submit({ districts: undefined });
    expect(status).toBe(422);
    expect(pointersOf(body)).toEqual(['/districts']);
  });

  it('is told of all its unknown districts and themes at once, each where it stands', async () => {
    const { status, body } = await submit({ districts: ['atlantis', 'malmi', 'lemuria'], themes: ['mobility', 'alchemy'] });
    expect([status, body.code]).toEqual([422, 'invalid']);
    expect(pointersOf(body)).toEqual(['/districts/0', '/districts/2', '/themes/1']);
  });

  it('may name a thing twice, which counts once', async () => {
    const { body } = await submit({
      districts: ['malmi', 'malmi', 'pasila'],
      themes: ['safety', 'energy', 'safety'],
      affectedGroups: ['elderly', 'elderly'],
    }).expect(201);
    expect(body).toMatchObject({ districts: ['malmi', 'pasila'], themes: ['safety', 'energy'], affectedGroups: ['elderly'] });
  });

  it('is refused above one mebibyte', async () => {
    const { status, body } = await submit({ description: { fi: 'a'.repeat(1_048_577) } });
    expect([status, body.code]).toEqual([413, 'too-large']);
  });

  it('is JSON and nothing else', async () => {
    const { status, body } = await roadmap.anyone.post('/needs', JSON.stringify(needOf()), { 'Content-Type': 'text/plain' });
    expect([status, body.code]).toEqual([415, 'unsupported-media-type']);
    expect((await roadmap.anyone.post('/needs', JSON.stringify(needOf()), { 'Content-Type': 'application/merge-patch+json' })).status).toBe(415);
  });
});

describe('where a need is', () => {
  it('follows from its point: the innovation district where it lies in one', async () => {
    const { body } = await submit({ districts: undefined, location: malmiSquare }).expect(201);
    expect(body.districts).toEqual(['malmi']);
    expect(body.location).toEqual(malmiSquare);
  });

  it('is the subarea where the point lies in no innovation district', async () => {
    const { body } = await submit({ districts: [], location: kallioChurch }).expect(201);
    expect(body.districts).toEqual(['osa-alue-linjat']);
  });

  it.each<[string, object]>([
    ['in another city', tallinn],
    ['with its coordinates the wrong way round', { type: 'Point', coordinates: [60.2505, 25.0106] }],
  ])('cannot be %s', async (_, location) => {
    const { status, body } = await submit({ districts: undefined, location });
    expect(status).toBe(422);
    expect(pointersOf(body)).toEqual(['/location']);
  });

  it('stays as sent where the point lies in one of the districts named, on whatever level', async () => {
    const districts = ['pasila', 'peruspiiri-malmi'];
    const { body } = await submit({ districts, location: malmiSquare }).expect(201);
    expect(body.districts).toEqual(districts);
    await submit({ districts: ['malmi'], location: malmiSquare }).expect(201);
    await submit({ districts: ['suurpiiri-koillinen'], location: malmiSquare }).expect(201);
  });

  it('is refused where the point lies in none of the districts named', async () => {
    const { status, body } = await submit({ districts: ['pasila', 'osa-alue-linjat'], location: malmiSquare });
    expect(status).toBe(422);
    expect(pointersOf(body)).toEqual(['/location']);
    await submit({ districts: ['malmi'], location: tallinn }).expect(422);
  });
});

describe('the source of a need', () => {
  it.each([
    ['company', { organisation: org }],
    ['unit', { organisation: unknown }],
    ['company', {}],
    ['unit', {}],
    ['session', {}],
    ['resident', {}],
  ])('%s takes %j', async (source, terms) => {
    const { body } = await submit({ source, ...terms }).expect(201);
    expect(body).toMatchObject({ source, ...terms });
  });

  it('session takes a session that there is, and no other', async () => {
    const known = sessionIdOf(await plannedSession(await roadmap.as('coordinator')));
    expect((await submit({ source: 'session', session: known }).expect(201)).body.session).toBe(known);
    const { status, body } = await submit({ source: 'session', session });
    expect([status, pointersOf(body)]).toEqual([422, ['/session']]);
  });

  it.each([
    ['resident', { organisation: org }, '/organisation'],
    ['session', { organisation: org }, '/organisation'],
    ['resident', { session }, '/session'],
    ['company', { session }, '/session'],
    ['unit', { session }, '/session'],
  ])('%s does not take %j', async (source, terms, pointer) => {
    const { status, body } = await submit({ source, ...terms });
    expect(status).toBe(422);
    expect(pointersOf(body)).toEqual([pointer]);
  });

  it('is the organisation of the token where a partner submits for its company', async () => {
    const partner = await roadmap.as('partner', { org });
    expect((await submit({ source: 'company' }, partner).expect(201)).body.organisation).toBe(org);
    expect((await submit({ source: 'resident' }, partner).expect(201)).body.organisation).toBeNull();
  });

  it('stays without an organisation where the token names none that can be one', async () => {
    const partner = await roadmap.as('partner', { org: 'acme' });
    expect((await submit({ source: 'company' }, partner).expect(201)).body.organisation).toBeNull();
  });
});

describe('submitting a need again with the same Idempotency-Key', () => {
  it('answers the first answer, without the receipt, and makes no second need', async () => {
    const title = { fi: 'Toistettu tarve' };
    const first = await submit({ title }, roadmap.anyone, { 'Idempotency-Key': 'again-1' }).expect(201);
    const again = await submit({ title }, roadmap.anyone, { 'Idempotency-Key': 'again-1' }).expect(201);
    const { receipt: _, ...told } = first.body;
    expect(again.body).toEqual(told);
    expect(again.headers).toMatchObject({ 'idempotency-replayed': 'true', etag: first.headers.etag, location: first.headers.location });
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    const { body } = await (await roadmap.as('admin')).get('/needs?q=Toistettu');
    expect(body.data).toHaveLength(1);
  });

  it('two at once makes one need, and both hear of it', async () => {
    const title = { fi: 'Kaksi yhtaikaa' };
    const both = await Promise.all(Array.from({ length: 4 }, () => submit({ title }, roadmap.anyone, { 'Idempotency-Key': 'at-once-1' })));
    expect(both.map((answer) => answer.status)).toEqual([201, 201, 201, 201]);
    expect(new Set(both.map((answer) => answer.body.id)).size).toBe(1);
    expect(both.filter((answer) => answer.body.receipt)).toHaveLength(1);
  });

  it('with another body is refused, and a refusal frees its key', async () => {
    await submit({}, roadmap.anyone, { 'Idempotency-Key': 'other-1' }).expect(201);
    const other = await submit({ themes: ['safety'] }, roadmap.anyone, { 'Idempotency-Key': 'other-1' });
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
    await submit({ districts: ['atlantis'] }, roadmap.anyone, { 'Idempotency-Key': 'other-2' }).expect(422);
    await submit({}, roadmap.anyone, { 'Idempotency-Key': 'other-2' }).expect(201);
  });

  it('is another need where somebody else sends it', async () => {
    const [a, b] = await Promise.all([roadmap.as('resident', { sub: 'aino' }), roadmap.as('resident', { sub: 'bertta' })]);
    const first = await submit({}, a, { 'Idempotency-Key': 'mine-1' }).expect(201);
    const second = await submit({}, b, { 'Idempotency-Key': 'mine-1' }).expect(201);
    expect(second.body.id).not.toBe(first.body.id);
  });
});

describe('characters that no text has', () => {
  it.each([
    ['a zero', { title: { fi: 'a\0b' } }],
    ['half a character', { title: { fi: 'a\ud800b' } }],
    ['a zero in a group', { affectedGroups: ['a\0b'] }],
    ['a zero in evidence', { evidence: [{ text: { fi: '\0' } }] }],
  ])('%s: are refused and not a failure of ours', async (_, terms) => {
    const { status } = await submit(terms);
    expect([201, 400, 422]).toContain(status);
  });
});
