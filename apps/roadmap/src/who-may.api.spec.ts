/** Who may use which route of the roadmap, and for whom each thing is there: API contract, G5 to G8, R1 to R4, "Needs, the rest". */
import { newId } from '@fiksu/service';
import {
  absentSlug,
  askersOfEveryService,
  describeWhoMay,
  importsOf,
  routesOfEveryService,
  runOfImport,
  thingsOfEveryService,
  type Asker,
  type Plain,
  type RouteRule,
  type TestService,
  type Thing,
} from '@fiksu/testing';
import { idOf as idOfItem, itemIn } from './testing/items-in-any-state.ts';
import { idOf, needIn, submitted } from './testing/needs-in-any-state.ts';
import { closedSession, openSession, plannedSession, publishedMethod, sessionIdOf } from './testing/sessions-in-any-state.ts';
import { startRoadmap } from './testing/start-roadmap.ts';

const everybody: Plain[] = ['nobody', 'admin', 'coordinator', 'evaluator', 'partner', 'platform', 'resident'];
const signedIn = everybody.filter((who) => who !== 'nobody');
/** "Any signed-in person" (R4): a platform is none. */
const persons = signedIn.filter((who) => who !== 'platform');
const coordinators: Plain[] = ['admin', 'coordinator'];
const admins: Plain[] = ['admin'];

/** Leads sessions without being a coordinator. */
const leader = '0198bbbb-0000-7000-8000-00000000000a';

const askers = {
  ...askersOfEveryService,
  'coordinator of Malmi': { role: 'coordinator', terms: { districts: ['malmi'] } },
  'coordinator of Pasila': { role: 'coordinator', terms: { districts: ['pasila'] } },
  'coordinator of nothing': { role: 'coordinator', terms: { districts: [] } },
  'partner who leads': { role: 'partner', terms: { org: leader } },
} satisfies Record<string, Asker>;
const all = [...everybody, ...Object.keys(askers)];

const reads = (collection: string, rule: RouteRule): Record<string, RouteRule> =>
  Object.fromEntries(['', '/counts', '/export', '/{id}', '/{id}/history'].map((path) => [`GET ${collection}${path}`, rule]));
const district: RouteRule = { may: everybody, of: 'district', absent: { id: absentSlug } };
const theme: RouteRule = { may: everybody, of: 'theme', absent: { id: absentSlug } };
const programme: RouteRule = { may: everybody, of: 'programme' };
const development: RouteRule = { may: everybody, of: 'development' };
const version: RouteRule = { may: everybody, of: 'version' };
const need: RouteRule = { may: everybody, of: 'need' };
const method: RouteRule = { may: everybody, of: 'method' };
const session: RouteRule = { may: everybody, of: 'session' };
const decision: RouteRule = { may: coordinators, of: 'need' };
const item: RouteRule = { may: everybody, of: 'item' };
const planning: RouteRule = { may: coordinators, of: 'item' };
const milestone: RouteRule = { may: everybody, of: 'milestone' };
const reason = { body: { reason: { fi: 'Kuuluu toiselle' } } };

const table: Record<string, RouteRule> = {
  ...routesOfEveryService,
  ...reads('/districts', district),
  'POST /districts': { may: admins },
  'PATCH /districts/{id}': { ...district, may: admins },
  'DELETE /districts/{id}': { ...district, may: admins },
  ...importsOf('/districts', admins, { type: 'application/geo+json', body: '' }),
  ...reads('/themes', theme),
  'POST /themes': { may: admins },
  'PATCH /themes/{id}': { ...theme, may: admins },
  'DELETE /themes/{id}': { ...theme, may: admins },
  ...reads('/programmes', programme),
  'POST /programmes': { may: coordinators },
  'PATCH /programmes/{id}': { ...programme, may: coordinators },
  'DELETE /programmes/{id}': { ...programme, may: coordinators },
  ...reads('/districts/{district}/developments', development),
  'GET /districts/{district}/developments/counts': { ...development, sent: { query: '?by=kind' } },
  // With a window that ends before it begins: who may add is refused for that, and nothing is left behind.
  'POST /districts/{district}/developments': {
    may: coordinators,
    of: 'place',
    sent: { body: { title: { fi: 'Nallenrinne' }, kind: 'plot', stage: 'planned', window: { from: '2027-03', to: '2027-02' } } },
  },
  'PATCH /districts/{district}/developments/{id}': { ...development, may: coordinators },
  'DELETE /districts/{district}/developments/{id}': { ...development, may: coordinators },
  ...reads('/versions', version),
  'POST /versions': { may: coordinators },
  'GET /versions/latest': { may: everybody },
  'GET /versions/{a}/diff/{b}': { may: everybody, of: 'diff' },
  'GET /overview': { may: everybody },
  'GET /threads/{kind}/{id}': { may: everybody, of: 'threaded item', absent: { kind: 'item' } },
  ...reads('/needs', need),
  'POST /needs': { may: everybody },
  'POST /needs/batch': { may: signedIn, sent: { body: [] } },
  ...importsOf('/needs', admins, { type: 'application/x-ndjson', body: '' }),
  'GET /needs/receipts/{secret}': { may: everybody },
  'POST /needs/{id}/triage': decision,
  'POST /needs/{id}/accept': decision,
  'POST /needs/{id}/decline': { ...decision, sent: reason },
  'POST /needs/{id}/merge': { ...decision, sent: { body: { into: newId() } } },
  'POST /needs/{id}/unmerge': decision,
  'POST /needs/{id}/hide': { ...decision, sent: reason },
  'POST /needs/{id}/restore': decision,
  'POST /needs/{id}/crystallise': { ...decision, sent: { body: { items: [newId()] } } },
  'POST /needs/{id}/address': { ...decision, sent: { body: { how: { fi: 'Puita' } } } },
  ...reads('/items', item),
  'POST /items': { may: coordinators },
  'POST /items/batch': { may: signedIn, sent: { body: [] } },
  'PATCH /items/{id}': planning,
  'DELETE /items/{id}': planning,
  'POST /items/{id}/commit': planning,
  'POST /items/{id}/start': planning,
  'POST /items/{id}/hold': planning,
  'POST /items/{id}/resume': planning,
  'POST /items/{id}/complete': planning,
  'POST /items/{id}/drop': { ...planning, sent: reason },
  'POST /items/{id}/supersede': { ...planning, sent: { body: { by: newId() } } },
  'POST /items/{id}/confirm': planning,
  'POST /items/{id}/override': { ...planning, sent: { body: { field: 'health', value: 'late', until: '2099-01-01', ...reason.body } } },
  'GET /items/{item}/milestones': { may: everybody, of: 'words of an item' },
  'GET /items/{item}/milestones/{id}': milestone,
  'POST /items/{item}/milestones/{id}/done': { ...milestone, may: coordinators },
  'POST /items/{item}/milestones/{id}/cancel': { ...milestone, may: coordinators, sent: reason },
  'GET /items/{item}/links': { may: everybody, of: 'words of an item' },
  // With a need that there is not: who may link is refused for that, and nothing is left behind.
  'POST /items/{item}/links': { may: coordinators, of: 'words of an item', sent: { body: { kind: 'need', id: newId() } } },
  // These leave something else to the next who asks: what they do to each thing is tested where they are.
  'POST /items/{item}/milestones': { may: coordinators, sent: { body: { title: { fi: 'Puut' }, dueOn: '2099-01-01' } } },
  'DELETE /items/{item}/links/{kind}/{id}': { may: coordinators },
  // These add up: what they do to each thing is tested where they are.
  'POST /needs/{id}/support': { may: persons },
  'POST /needs/{id}/report': { may: signedIn },
  ...reads('/methods', method),
  'POST /methods': { may: coordinators },
  'POST /methods/batch': { may: signedIn, sent: { body: [] } },
  'PATCH /methods/{id}': { ...method, may: coordinators },
  'DELETE /methods/{id}': { ...method, may: coordinators },
  'POST /methods/{id}/publish': { ...method, may: coordinators },
  'GET /methods/{id}/editions': method,
  'GET /methods/{id}/editions/{n}': { may: everybody, of: 'edition' },
  'GET /methods/{id}/track-record': method,
  ...reads('/sessions', session),
  'POST /sessions': { may: coordinators },
  'POST /sessions/batch': { may: signedIn, sent: { body: [] } },
  'PATCH /sessions/{id}': { ...session, may: coordinators },
  'DELETE /sessions/{id}': { ...session, may: coordinators },
  'POST /sessions/{id}/open': { ...session, may: coordinators },
  'POST /sessions/{id}/close': { ...session, may: coordinators },
  'POST /sessions/{id}/record': { may: [...coordinators, 'partner'], of: 'recorded session', sent: { body: { phase: 'understand' } } },
};

async function plantThings(roadmap: TestService): Promise<Record<string, Thing[]>> {
  const admin = await roadmap.as('admin');
  const made = async (districts: string[]) =>
    (await admin.post('/programmes', { title: { fi: 'Fiksu kaupunki' }, period: { from: '2020-11' }, districts }).expect(201)).body.id as string;
  const built = async (at: string) =>
    (await admin.post(`/districts/${at}/developments`, { title: { fi: 'Nallenrinne' }, kind: 'plot', stage: 'planned' }).expect(201)).body.id as string;
  const published = (await admin.post('/versions', { title: { fi: 'Kevät' } }).expect(201)).body.id as string;
  const hidden = await needIn(roadmap, 'accepted');
  await admin.act(hidden, 'hide', reason.body);
  const ofMalmi = ['admin', 'coordinator', 'coordinator of Malmi', 'platform', 'another platform'];
  const ofPasila = ['admin', 'coordinator', 'coordinator of Pasila', 'platform', 'another platform'];
  const inMalmi = ['admin', 'coordinator', 'coordinator of Malmi'];
  const inPasila = ['admin', 'coordinator', 'coordinator of Pasila'];
  return {
    ...(await methodsAndSessions(roadmap)),
    ...(await itemsAndMilestones(roadmap)),
    ...(await thingsOfEveryService(roadmap)),
    ...(await runOfImport(roadmap, '/needs', admins)),
    ...(await runOfImport(roadmap, '/districts', admins)),
    district: [{ is: 'a district', path: { id: 'malmi' }, seenBy: all, changedBy: admins }],
    theme: [{ is: 'a theme', path: { id: 'energy' }, seenBy: all, changedBy: admins }],
    programme: [
      { is: 'a programme in Malmi', path: { id: await made(['malmi']) }, seenBy: all, changedBy: inMalmi },
      { is: 'a programme in Malmi and Pasila', path: { id: await made(['malmi', 'pasila']) }, seenBy: all, changedBy: ['admin', 'coordinator'] },
    ],
    development: [
      { is: 'a development of Malmi', path: { district: 'malmi', id: await built('malmi') }, seenBy: all, changedBy: inMalmi },
      { is: 'a development of Pasila', path: { district: 'pasila', id: await built('pasila') }, seenBy: all, changedBy: inPasila },
    ],
    place: [
      { is: 'Malmi', path: { district: 'malmi' }, seenBy: all, changedBy: inMalmi },
      { is: 'Pasila', path: { district: 'pasila' }, seenBy: all, changedBy: inPasila },
    ],
    version: [{ is: 'a version', path: { id: published }, seenBy: all }],
    diff: [{ is: 'two versions', path: { a: published, b: published }, seenBy: all }],
    need: [
      { is: 'an accepted need of Malmi', path: { id: idOf(await needIn(roadmap, 'accepted')) }, seenBy: all, changedBy: inMalmi },
      { is: 'a submitted need of Malmi', path: { id: idOf(await submitted(roadmap)) }, seenBy: ofMalmi, changedBy: inMalmi },
      { is: 'a submitted need of Pasila', path: { id: idOf(await submitted(roadmap, { districts: ['pasila'] })) }, seenBy: ofPasila, changedBy: inPasila },
      { is: 'a declined need', path: { id: idOf(await needIn(roadmap, 'declined')) }, seenBy: ofMalmi, changedBy: inMalmi },
      { is: 'a hidden need', path: { id: idOf(hidden) }, seenBy: ofMalmi, changedBy: inMalmi },
    ],
  };
}

async function itemsAndMilestones(roadmap: TestService): Promise<Record<string, Thing[]>> {
  const admin = await roadmap.as('admin');
  const [inMalmi, inPasila] = ['Malmi', 'Pasila'].map((place) => ['admin', 'coordinator', `coordinator of ${place}`]);
  const settings = [
    { is: 'an idea of Malmi', status: 'idea', districts: ['malmi'], changedBy: inMalmi, isPublic: false },
    { is: 'a dropped idea of Pasila', status: 'dropped', districts: ['pasila'], changedBy: inPasila, isPublic: false },
    { is: 'an item of Malmi', status: 'committed', districts: ['malmi'], changedBy: inMalmi, isPublic: true },
    { is: 'an item of two districts', status: 'in-progress', districts: ['malmi', 'pasila'], changedBy: ['admin', 'coordinator'], isPublic: true },
  ] as const;
  const things: Record<'item' | 'threaded item' | 'words of an item' | 'milestone', Thing[]> = {
    item: [],
    'threaded item': [],
    'words of an item': [],
    milestone: [],
  };
  for (const { is, status, districts, changedBy = [], isPublic } of settings) {
    const path = await itemIn(roadmap, status, { districts });
    const { body } = await admin.post(`${path}/milestones`, { title: { fi: 'Puut' }, dueOn: '2099-01-01' }).expect(201);
    const [id, seesWords] = [idOfItem(path), isPublic ? all : changedBy];
    things.item.push({ is, path: { id }, seenBy: isPublic ? all : [...changedBy, 'platform', 'another platform'], changedBy });
    things['threaded item'].push({ is, path: { kind: 'item', id }, seenBy: isPublic ? all : [...changedBy, 'platform', 'another platform'], changedBy });
    things['words of an item'].push({ is: `the words of ${is}`, path: { item: id }, seenBy: seesWords, changedBy });
    things.milestone.push({ is: `a milestone of ${is}`, path: { item: id, id: body.id as string }, seenBy: seesWords, changedBy });
  }
  return things;
}

async function methodsAndSessions(roadmap: TestService): Promise<Record<string, Thing[]>> {
  const admin = await roadmap.as('admin');
  const team = Object.keys(askers).filter((each) => each.startsWith('coordinator'));
  const inside = ['admin', 'coordinator', ...team, 'platform', 'another platform'];
  const draft = (await admin.post('/methods', { name: { fi: 'Luonnos' }, phases: [{ id: 'one', name: { fi: 'Yksi' } }] }).expect(201)).body.id as string;
  const published = await publishedMethod(admin);
  const terms = { method: published, facilitator: leader };
  const [planned, open, both, elsewhere, closed] = [
    await plannedSession(admin, terms),
    await openSession(admin, terms),
    await openSession(admin, { method: published, districts: ['malmi', 'pasila'] }),
    await openSession(admin, { method: published, districts: ['pasila'] }),
    await closedSession(admin, terms),
  ].map((path) => ({ id: sessionIdOf(path) }));
  const platforms = ['platform', 'another platform'];
  const [inMalmi, inPasila] = [
    ['admin', 'coordinator', 'coordinator of Malmi'],
    ['admin', 'coordinator', 'coordinator of Pasila'],
  ];
  const sessions = [
    { is: 'a planned session in Malmi', path: planned, seenBy: [...inMalmi, ...platforms, 'partner who leads'], changedBy: inMalmi, led: true },
    { is: 'an open session in Malmi', path: open, seenBy: [...inMalmi, ...platforms, 'partner who leads'], changedBy: inMalmi, led: true },
    { is: 'an open session in two districts', path: both, seenBy: [...inMalmi, 'coordinator of Pasila', ...platforms], changedBy: ['admin', 'coordinator'] },
    { is: 'an open session in Pasila', path: elsewhere, seenBy: [...inPasila, ...platforms], changedBy: inPasila },
    { is: 'a closed session in Malmi', path: closed, seenBy: all, changedBy: inMalmi, led: true },
  ] as (Thing & { led?: true })[];
  return {
    method: [
      { is: 'a draft of a method', path: { id: draft }, seenBy: inside },
      { is: 'a published method', path: { id: published }, seenBy: all },
    ],
    edition: [{ is: 'an edition of a method', path: { id: published, n: '1' }, seenBy: all }],
    session: sessions,
    'recorded session': sessions.map(({ led, changedBy = [], ...thing }) => ({ ...thing, changedBy: led ? [...changedBy, 'partner who leads'] : changedBy })),
  };
}

describeWhoMay({ name: 'roadmap', start: startRoadmap, askers, table, things: plantThings });
