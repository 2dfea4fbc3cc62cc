/** Who may use which route of the partners service, and for whom each thing is there: API contract, G5 to G8, P1, P3, P4. */
import { newId } from '@fiksu/service';
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

const table: Record<string, RouteRule> = {
  ...routesOfEveryService,
  ...Object.fromEntries(['', '/counts', '/export', '/{id}', '/{id}/history'].map((path) => [`GET /organisations${path}`, organisation])),
  'POST /organisations': { may: coordinators },
  'POST /organisations/batch': { may: signedIn, sent: { body: [] } },
  'PATCH /organisations/{id}': { ...organisation, may: parties },
  'DELETE /organisations/{id}': { ...organisation, may: coordinators },
  ...importsOf('/organisations', coordinators, { type: 'text/csv', body: '' }),
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
};

async function plantThings(service: TestService): Promise<Record<string, Thing[]>> {
  const admin = await service.as('admin');
  const lines = ['id,name,kind,sector,districts', `${own},Oma Oy,company,private,malmi`, `${foreign},Vieras Oy,company,private,pasila`];
  const { body: run } = await admin.post('/organisations/imports', lines.join('\n'), { 'Content-Type': 'text/csv' }).expect(202);
  const isRunning = async () => ['queued', 'running'].includes((await admin.get(`/organisations/imports/${run.id}`).expect(200)).body.status as string);
  while (await isRunning());
  const person = { name: 'Aino Esimerkki', consent: { basis: 'contract', givenAt: '2026-01-15T10:00:00Z' } };
  const contacts = `/organisations/${own}/contacts`;
  const { body: made } = await admin.post(contacts, person).expect(201);
  const ofMalmi = ['admin', 'coordinator', 'coordinator of Malmi', 'partner of its own'];
  return {
    ...(await thingsOfEveryService(service)),
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
    contact: [{ is: 'a contact in an organisation of Malmi', path: { organisation: own, id: made.id as string }, seenBy: ofMalmi }],
  };
}

describeWhoMay({ name: 'partners', start: () => startTestService(partners), askers, table, things: plantThings });
