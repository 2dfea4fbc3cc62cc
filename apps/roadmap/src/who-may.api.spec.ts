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
import { idOf, needIn, submitted } from './testing/needs-in-any-state.ts';
import { startRoadmap } from './testing/start-roadmap.ts';

const everybody: Plain[] = ['nobody', 'admin', 'coordinator', 'evaluator', 'partner', 'platform', 'resident'];
const signedIn = everybody.filter((who) => who !== 'nobody');
/** "Any signed-in person" (R4): a platform is none. */
const persons = signedIn.filter((who) => who !== 'platform');
const coordinators: Plain[] = ['admin', 'coordinator'];
const admins: Plain[] = ['admin'];

const askers = {
  ...askersOfEveryService,
  'coordinator of Malmi': { role: 'coordinator', terms: { districts: ['malmi'] } },
  'coordinator of Pasila': { role: 'coordinator', terms: { districts: ['pasila'] } },
  'coordinator of nothing': { role: 'coordinator', terms: { districts: [] } },
} satisfies Record<string, Asker>;
const all = [...everybody, ...Object.keys(askers)];

const reads = (collection: string, rule: RouteRule): Record<string, RouteRule> =>
  Object.fromEntries(['', '/counts', '/export', '/{id}', '/{id}/history'].map((path) => [`GET ${collection}${path}`, rule]));
const district: RouteRule = { may: everybody, of: 'district', absent: { id: absentSlug } };
const theme: RouteRule = { may: everybody, of: 'theme', absent: { id: absentSlug } };
const programme: RouteRule = { may: everybody, of: 'programme' };
const need: RouteRule = { may: everybody, of: 'need' };
const decision: RouteRule = { may: coordinators, of: 'need' };
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
  // These add up: what they do to each thing is tested where they are.
  'POST /needs/{id}/support': { may: persons },
  'POST /needs/{id}/report': { may: signedIn },
};

async function plantThings(roadmap: TestService): Promise<Record<string, Thing[]>> {
  const admin = await roadmap.as('admin');
  const made = async (districts: string[]) =>
    (await admin.post('/programmes', { title: { fi: 'Fiksu kaupunki' }, period: { from: '2020-11' }, districts }).expect(201)).body.id as string;
  const hidden = await needIn(roadmap, 'accepted');
  await admin.act(hidden, 'hide', reason.body);
  const ofMalmi = ['admin', 'coordinator', 'coordinator of Malmi', 'platform', 'another platform'];
  const ofPasila = ['admin', 'coordinator', 'coordinator of Pasila', 'platform', 'another platform'];
  const inMalmi = ['admin', 'coordinator', 'coordinator of Malmi'];
  const inPasila = ['admin', 'coordinator', 'coordinator of Pasila'];
  return {
    ...(await thingsOfEveryService(roadmap)),
    ...(await runOfImport(roadmap, '/needs', admins)),
    ...(await runOfImport(roadmap, '/districts', admins)),
    district: [{ is: 'a district', path: { id: 'malmi' }, seenBy: all, changedBy: admins }],
    theme: [{ is: 'a theme', path: { id: 'energy' }, seenBy: all, changedBy: admins }],
    programme: [
      { is: 'a programme in Malmi', path: { id: await made(['malmi']) }, seenBy: all, changedBy: inMalmi },
      { is: 'a programme in Malmi and Pasila', path: { id: await made(['malmi', 'pasila']) }, seenBy: all, changedBy: ['admin', 'coordinator'] },
    ],
    need: [
      { is: 'an accepted need of Malmi', path: { id: idOf(await needIn(roadmap, 'accepted')) }, seenBy: all, changedBy: inMalmi },
      { is: 'a submitted need of Malmi', path: { id: idOf(await submitted(roadmap)) }, seenBy: ofMalmi, changedBy: inMalmi },
      { is: 'a submitted need of Pasila', path: { id: idOf(await submitted(roadmap, { districts: ['pasila'] })) }, seenBy: ofPasila, changedBy: inPasila },
      { is: 'a declined need', path: { id: idOf(await needIn(roadmap, 'declined')) }, seenBy: ofMalmi, changedBy: inMalmi },
      { is: 'a hidden need', path: { id: idOf(hidden) }, seenBy: ofMalmi, changedBy: inMalmi },
    ],
  };
}

describeWhoMay({ name: 'roadmap', start: startRoadmap, askers, table, things: plantThings });
