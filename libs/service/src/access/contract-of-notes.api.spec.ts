/** Who may use which route of the kit's test service: API contract, G5 to G8, on notes, their topics, a closed desk, and sealed bids. */
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
import { startNotes, type NotesService } from '../../test/notes-service.ts';
import { plant, unique } from '../../test/planted-notes.ts';
import { newId, sql } from '@fiksu/database';

const everybody: Plain[] = ['nobody', 'admin', 'coordinator', 'evaluator', 'partner', 'platform', 'resident'];
const coordinators: Plain[] = ['admin', 'coordinator'];
const parties: Plain[] = ['admin', 'coordinator', 'partner'];
const [own, other] = [newId(), newId()];

const askers = {
  ...askersOfEveryService,
  'coordinator of Malmi': { role: 'coordinator', terms: { districts: ['malmi'] } },
  'coordinator of Pasila': { role: 'coordinator', terms: { districts: ['pasila'] } },
  'coordinator of nothing': { role: 'coordinator', terms: { districts: [] } },
  team: { role: 'partner', terms: { org: own } },
  'another team': { role: 'partner', terms: { org: other } },
} satisfies Record<string, Asker>;
const all = [...everybody, ...Object.keys(askers)];
const reads = (collection: string, rule: RouteRule, one: Partial<RouteRule> = {}): Record<string, RouteRule> => ({
  ...Object.fromEntries(['', '/counts', '/export'].map((path) => [`GET ${collection}${path}`, rule])),
  ...Object.fromEntries(['/{id}', '/{id}/history'].map((path) => [`GET ${collection}${path}`, { ...rule, ...one }])),
});
const note: RouteRule = { may: everybody, of: 'note' };
const topic: RouteRule = { may: everybody, of: 'topic', absent: { id: absentSlug } };

const table: Record<string, RouteRule> = {
  ...routesOfEveryService,
  ...reads('/notes', note),
  'POST /notes': { may: everybody },
  'POST /notes/batch': { may: everybody.filter((who) => who !== 'nobody'), sent: { body: [] } },
  ...importsOf('/notes', coordinators, { type: 'application/x-ndjson', body: '' }),
  'PATCH /notes/{id}': { ...note, may: coordinators },
  'DELETE /notes/{id}': { ...note, may: coordinators },
  'POST /notes/{id}/publish': { ...note, may: coordinators },
  'POST /notes/{id}/retire': { ...note, may: coordinators, sent: { body: { reason: { fi: 'Vanha' } } } },
  'POST /notes/{id}/like': { may: everybody.filter((who) => who !== 'nobody') },
  ...reads('/desk', { may: coordinators, of: 'note' }, { hides: true }),
  ...reads('/topics', topic),
  'POST /topics': { may: coordinators },
  'PATCH /topics/{id}': { ...topic, may: coordinators },
  'DELETE /topics/{id}': { ...topic, may: coordinators },
  ...reads('/bids', { may: parties, of: 'bid' }, { hides: true }),
  'GET /accidents/{kind}': { may: everybody, absent: { kind: 'none' } },
  'POST /bids': { may: ['partner'] },
  'PATCH /bids/{id}': { may: ['partner'], of: 'bid' },
  'POST /bids/{id}/withdraw': { may: ['partner'], of: 'bid' },
};

async function plantThings(service: TestService): Promise<Record<string, Thing[]>> {
  const { db } = service as NotesService;
  const [published, draft, elsewhere] = await plant(db, [{}, { status: 'draft' }, { status: 'draft', district: 'pasila' }]);
  const [open, hidden] = [unique('open'), unique('hidden')];
  for (const [id, isHidden] of [
    [open, false],
    [hidden, true],
  ])
    await db.run(
      sql`insert into topic (id, version, label, district, hidden, created_at, updated_at) values (${id}, 1, '{"fi":"Puut"}', 'malmi', ${isHidden}, now(), now())`,
    );
  const bid = async (closes: string) => {
    const [id, tender] = [newId(), unique('tender')];
    await db.run(sql`insert into tender (id, closes_at) values (${tender}, clock_timestamp() + ${closes}::interval)`);
    await db.run(sql`
      insert into bid (id, version, status, team, tender, title, price, created_at, updated_at)
      values (${id}, 1, 'submitted', ${own}, ${tender}, '{"fi":"Katos"}', 100, now(), now())`);
    return { id };
  };
  const ofMalmi = ['admin', 'coordinator', 'coordinator of Malmi'];
  const ofPasila = ['admin', 'coordinator', 'coordinator of Pasila'];
  return {
    ...(await thingsOfEveryService(service)),
    ...(await runOfImport(
      service,
      '/notes',
      all.filter((who) => /^admin$|^coordinator/.test(who)),
    )),
    note: [
      { is: 'a note that is published', path: { id: published?.id as string }, seenBy: all, changedBy: ofMalmi },
      { is: 'a draft of Malmi', path: { id: draft?.id as string }, seenBy: ofMalmi },
      { is: 'a draft of Pasila', path: { id: elsewhere?.id as string }, seenBy: ofPasila },
    ],
    topic: [
      { is: 'a topic', path: { id: open }, seenBy: all, changedBy: ofMalmi },
      { is: 'a hidden topic', path: { id: hidden }, seenBy: ['admin'] },
    ],
    bid: [
      { is: 'a bid whose tender is open', path: await bid('1 hour'), seenBy: ['team'] },
      {
        is: 'a bid whose tender has closed',
        path: await bid('-1 second'),
        seenBy: ['team', 'admin', 'coordinator', 'coordinator of Malmi', 'coordinator of Pasila', 'coordinator of nothing'],
      },
    ],
  };
}

describeWhoMay({ name: 'notes', start: startNotes, askers, table, things: plantThings });
