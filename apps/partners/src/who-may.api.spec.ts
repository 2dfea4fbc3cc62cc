/** Who may use which route of the partners service, and for whom each thing is there: API contract, G5 to G8, P1, P3, P4. */
import { Database, KitConfig, keyedHash, newId, sql } from '@fiksu/service';
import {
  askersOfEveryService,
  describeWhoMay,
  importsOf,
  routesOfEveryService,
  runOfImport,
  startTestService,
  thingsOfEveryService,
  type Asker,
  type Plain,
  type RouteRule,
  type TestService,
  type Thing,
} from '@fiksu/testing';
import { partners } from './partners.ts';

const everybody: Plain[] = ['nobody', 'admin', 'coordinator', 'evaluator', 'partner', 'platform', 'resident'];
const signedIn = everybody.filter((who) => who !== 'nobody');
const coordinators: Plain[] = ['admin', 'coordinator'];
const parties: Plain[] = ['admin', 'coordinator', 'partner'];
/** The platform's own id of an organisation is drawn when it is made: so that of the partner's is set beforehand by an import. */
const [own, foreign] = [newId(), newId()];

const askers = {
  ...askersOfEveryService,
  'coordinator of Malmi': { role: 'coordinator', terms: { districts: ['malmi'] } },
  'coordinator of Pasila': { role: 'coordinator', terms: { districts: ['pasila'] } },
  'partner of its own': { role: 'partner', terms: { org: own } },
  'partner of another': { role: 'partner', terms: { org: foreign } },
} satisfies Record<string, Asker>;
const all = [...everybody, ...Object.keys(askers)];

const organisation: RouteRule = { may: everybody, of: 'organisation' };
const contact: RouteRule = { may: parties, hides: true, of: 'contact', absent: { organisation: own } };
const scoped: RouteRule = { may: parties };
const agreement: RouteRule = { may: ['admin', 'coordinator', 'partner', 'platform'], of: 'agreement' };
const community: RouteRule = { may: everybody, of: 'community' };
const gathering: RouteRule = { may: everybody, of: 'gathering' };
/** Of a community that there is: that is no secret. */
const member: RouteRule = { may: coordinators, hides: true, of: 'member' };
const reason = { reason: { fi: 'Syy' } };
const person = { name: 'Aino Esimerkki', email: 'aino@example.fi', consent: { basis: 'contract', givenAt: '2026-01-15T10:00:00Z' } };
const reads = ['', '/counts', '/export', '/{id}', '/{id}/history'];

const table: Record<string, RouteRule> = {
  ...routesOfEveryService,
  ...Object.fromEntries(['', '/counts', '/export', '/{id}', '/{id}/history'].map((path) => [`GET /organisations${path}`, organisation])),
  'POST /organisations': { may: coordinators },
  'POST /organisations/batch': { may: signedIn, sent: { body: [] } },
  'PATCH /organisations/{id}': { ...organisation, may: parties },
  'DELETE /organisations/{id}': { ...organisation, may: coordinators },
  ...importsOf('/organisations', coordinators, { type: 'text/csv', body: '' }),
  'POST /organisations/{id}/merge': { ...organisation, may: coordinators, sent: { body: { into: newId(), dryRun: true } } },
  'GET /network': { may: everybody },
  'GET /organisations/duplicates': { may: coordinators },
  'POST /organisations/duplicates/dismiss': { may: coordinators },
  // Whose contacts they are is told by the address: of an organisation that is not the caller's they are 403 (see-contacts.api.spec.ts).
  'GET /organisations/{organisation}/contacts': scoped,
  'GET /organisations/{organisation}/contacts/counts': scoped,
  'GET /organisations/{organisation}/contacts/export': { ...scoped, needsScope: true },
  'POST /organisations/{organisation}/contacts': scoped,
  'GET /organisations/{organisation}/contacts/{id}': contact,
  'GET /organisations/{organisation}/contacts/{id}/history': contact,
  'PATCH /organisations/{organisation}/contacts/{id}': { may: parties },
  'DELETE /organisations/{organisation}/contacts/{id}': { may: parties },
  ...Object.fromEntries(reads.map((path) => [`GET /agreements${path}`, { ...agreement, hides: path.startsWith('/{id}') }])),
  'POST /agreements': { may: coordinators },
  'POST /agreements/batch': { may: signedIn, sent: { body: [] } },
  'PATCH /agreements/{id}': { ...agreement, may: coordinators },
  'DELETE /agreements/{id}': { ...agreement, may: coordinators },
  'POST /agreements/{id}/sign': { ...agreement, may: coordinators },
  'POST /agreements/{id}/terminate': { ...agreement, may: coordinators, sent: { body: reason } },
  ...Object.fromEntries(reads.map((path) => [`GET /communities${path}`, community])),
  'POST /communities': { may: coordinators },
  'POST /communities/batch': { may: signedIn, sent: { body: [] } },
  'PATCH /communities/{id}': { ...community, may: coordinators },
  'DELETE /communities/{id}': { ...community, may: coordinators },
  'POST /communities/{community}/join': { may: ['nobody', 'resident'], sent: { body: person } },
  'POST /communities/{community}/leave': { may: everybody, sent: { body: { receipt: 'of-nobody' } } },
  'GET /receipts/{secret}': { may: everybody },
  'GET /communities/{community}/members': { may: coordinators },
  'GET /communities/{community}/members/counts': { may: coordinators },
  'GET /communities/{community}/members/export': { may: coordinators, needsScope: true },
  'POST /communities/{community}/members': { may: coordinators },
  'GET /communities/{community}/members/{id}': member,
  'GET /communities/{community}/members/{id}/history': member,
  'DELETE /communities/{community}/members/{id}': { may: coordinators },
  ...Object.fromEntries(reads.map((path) => [`GET /communities/{community}/announcements${path}`, { may: everybody }])),
  'POST /communities/{community}/announcements': { may: coordinators },
  'DELETE /communities/{community}/announcements/{id}': { may: coordinators },
  ...Object.fromEntries(reads.map((path) => [`GET /gatherings${path}`, gathering])),
  'GET /gatherings.ics': { may: everybody },
  'POST /gatherings': { may: coordinators },
  'POST /gatherings/batch': { may: signedIn, sent: { body: [] } },
  'PATCH /gatherings/{id}': { ...gathering, may: coordinators },
  'DELETE /gatherings/{id}': { ...gathering, may: coordinators },
  'POST /gatherings/{id}/hold': { ...gathering, may: coordinators },
  'POST /gatherings/{id}/cancel': { ...gathering, may: coordinators, sent: { body: reason } },
  // Whose token it is, and its scope, decide beside the role (erase-person.api.spec.ts); here no other service answers.
  'GET /gdpr/profiles/{sub}': { may: signedIn, answersToo: [403, 500] },
  'DELETE /gdpr/profiles/{sub}': { may: signedIn, sent: { query: '?dry_run=true' }, answersToo: [403, 500] },
  'GET /gdpr/persons': { may: ['admin'] },
  'DELETE /gdpr/persons': { may: ['admin'] },
  'GET /gdpr/erasures/{id}': { may: signedIn, hides: true, of: 'erasure' },
};

/** The erasure of the plain resident. */
async function plantErasure({ app }: TestService): Promise<Thing> {
  const [id, whose] = [newId(), keyedHash(app.get(KitConfig, { strict: false }).HASH_SECRET, 'erasures', 'sub dev-resident')];
  await app.get(Database, { strict: false }).run(sql`
    insert into erasure (id, version, status, person_hash, services, created_at, updated_at) values (${id}, 2, 'completed', ${whose}, '[]', now(), now())`);
  return { is: 'the erasure of a resident', path: { id }, seenBy: ['admin', 'resident'] };
}

async function plantThings(service: TestService): Promise<Record<string, Thing[]>> {
  const admin = await service.as('admin');
  const lines = ['id,name,kind,sector,districts', `${own},Oma Oy,company,private,malmi`, `${foreign},Vieras Oy,company,private,pasila`];
  const { body: run } = await admin.post('/organisations/imports', lines.join('\n'), { 'Content-Type': 'text/csv' }).expect(202);
  const isRunning = async () => ['queued', 'running'].includes((await admin.get(`/organisations/imports/${run.id}`).expect(200)).body.status as string);
  while (await isRunning());
  const contacts = `/organisations/${own}/contacts`;
  const { body: made } = await admin.post(contacts, person).expect(201);
  const ofMalmi = ['admin', 'coordinator', 'coordinator of Malmi', 'partner of its own'];
  const coordinating = ['admin', 'coordinator', 'coordinator of Malmi'];
  const add = async (collection: string, body: object): Promise<string> => (await admin.post(collection, body).expect(201)).body.id as string;
  const agreed = { kind: 'nda', title: { fi: 'Salassapito' }, districts: ['malmi'], validFrom: '2026-01-01' };
  const agreedOn = await add('/agreements', { ...agreed, parties: [own] });
  const founded = await add('/communities', { name: { fi: 'Malmin testaajat' }, kind: 'residents', districts: ['malmi'] });
  const joined = await add(`/communities/${founded}/members`, person);
  member.absent = { community: founded };
  const walk = {
    kind: 'walk',
    title: { fi: 'Kävely' },
    place: { name: { fi: 'Malmitalo' } },
    startsAt: '2026-05-05T14:00:00Z',
    endsAt: '2026-05-05T16:00:00Z',
  };
  const met = await add('/gatherings', { ...walk, community: founded });
  return {
    ...(await thingsOfEveryService(service)),
    agreement: [
      {
        is: 'an agreement of Malmi',
        path: { id: agreedOn },
        seenBy: [...coordinating, 'partner of its own', 'platform', 'another platform'],
        changedBy: coordinating,
      },
    ],
    community: [{ is: 'a community of Malmi', path: { id: founded }, seenBy: all, changedBy: coordinating }],
    member: [{ is: 'a member of a community of Malmi', path: { community: founded, id: joined }, seenBy: coordinating }],
    gathering: [{ is: 'a gathering in Malmi', path: { id: met }, seenBy: all, changedBy: coordinating }],
    ...(await runOfImport(
      service,
      '/organisations',
      all.filter((who) => /^admin$|^coordinator/.test(who)),
    )),
    organisation: [
      { is: 'an organisation of Malmi', path: { id: own }, seenBy: all, changedBy: ofMalmi },
      {
        is: 'an organisation of Pasila',
        path: { id: foreign },
        seenBy: all,
        changedBy: ['admin', 'coordinator', 'coordinator of Pasila', 'partner of another'],
      },
    ],
    erasure: [await plantErasure(service)],
    contact: [{ is: 'a contact in an organisation of Malmi', path: { organisation: own, id: made.id as string }, seenBy: ofMalmi }],
  };
}

describeWhoMay({ name: 'partners', start: () => startTestService(partners), askers, table, things: plantThings });
