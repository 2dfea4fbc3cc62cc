/** Who may know whom to turn to, and what is noted of it. API contract, P4, G5 to G8, G25. */
import { Database, sql } from '@fiksu/service';
import { startTestService, type Client, type TestService } from '@fiksu/testing';
import { partners } from '../partners.ts';
import { contactAdded, personOf } from '../testing/contacts-of-a-test.ts';
import { added, idOf } from '../testing/organisations-of-a-test.ts';

let service: TestService;
let admin: Client;
let organisation: string;
let contact: string;
beforeAll(async () => {
  service = await startTestService(partners);
  admin = await service.as('admin');
  organisation = await added(admin, { districts: ['malmi'] });
  contact = await contactAdded(admin, organisation);
});
afterAll(() => service.stop());

describe('contacts', () => {
  it('are read and written by admins, by coordinators of the district, and by the partner of the organisation', async () => {
    const clients = [
      admin,
      await service.as('coordinator'),
      await service.as('coordinator', { districts: ['malmi'] }),
      await service.as('partner', { org: idOf(organisation) }),
    ];
    for (const client of clients) {
      expect((await client.get(`${organisation}/contacts`).expect(200)).body.data.length).toBeGreaterThan(0);
      await client.get(contact).expect(200);
      const path = await contactAdded(client, organisation);
      await client.patch(path, { role: 'x' }, await client.matching(path)).expect(200);
      await client.delete(path, await client.matching(path)).expect(204);
    }
  });

  it('are for nobody without a token', async () => {
    await service.anyone.get(`${organisation}/contacts`).expect(401);
    await service.anyone.get(`${organisation}/contacts/counts?by=basis`).expect(401);
    await service.anyone.post(`${organisation}/contacts`, personOf()).expect(401);
    await service.anyone.get(contact).expect(404);
    await service.anyone.get(`${contact}/history`).expect(404);
  });

  it.each(['resident', 'evaluator', 'platform'] as const)('are nothing for a %s', async (role) => {
    const client = await service.as(role);
    for (const path of [`${organisation}/contacts`, '/organisations/0198bbbb-0000-7000-8000-000000000009/contacts']) {
      await client.get(path).expect(403);
      await client.post(path, { rubbish: true }).expect(403);
    }
    await client.get(contact).expect(404);
    await client.delete(contact).expect(403);
  });

  it.each([
    ['a partner of another organisation', 'partner', { org: '0198bbbb-0000-7000-8000-000000000001' }, 'forbidden'],
    ['a partner of none', 'partner', {}, 'forbidden'],
    ['a coordinator of other districts', 'coordinator', { districts: ['pasila'] }, 'outside-districts'],
  ] as const)('are not for %s: the list and a new one are refused, and one of them is not there', async (_, role, terms, code) => {
    const client = await service.as(role, terms as object);
    const match = await admin.matching(contact);
    for (const refused of [
      await client.get(`${organisation}/contacts`).expect(403),
      await client.get(`${organisation}/contacts/counts?by=basis`).expect(403),
      await client.post(`${organisation}/contacts`, personOf()).expect(403),
    ])
      expect(refused.body.code).toBe(code);
    const absent = await client.get(`${organisation}/contacts/0198bbbb-0000-7000-8000-000000000009`).expect(404);
    const hidden = await client.get(contact).expect(404);
    expect({ ...hidden.body, instance: '', traceId: '' }).toEqual({ ...absent.body, instance: '', traceId: '' });
    await client.get(`${contact}/history`).expect(404);
    await client.patch(contact, { role: 'x' }, match).expect(404);
    await client.delete(contact, match).expect(404);
  });

  it('of an organisation in several districts are read by coordinators of one, and written by those of all', async () => {
    const shared = await added(admin, { districts: ['malmi', 'pasila'] });
    const path = await contactAdded(admin, shared);
    const [one, both] = [await service.as('coordinator', { districts: ['malmi'] }), await service.as('coordinator', { districts: ['malmi', 'pasila'] })];
    const match = { 'If-Match': (await one.get(path).expect(200)).headers.etag as string };
    for (const refused of [await one.patch(path, { role: 'x' }, match).expect(403), await one.post(`${shared}/contacts`, personOf()).expect(403)])
      expect(refused.body.code).toBe('outside-districts');
    await both.patch(path, { role: 'x' }, match).expect(200);
  });

  it('are looked for by address by coordinators alone', async () => {
    const partner = await service.as('partner', { org: idOf(organisation) });
    await partner.get(`${organisation}/contacts?email=aino@example.fi`).expect(403);
    expect((await admin.get(`${organisation}/contacts?email=aino@example.fi`).expect(200)).body.data).toHaveLength(1);
  });

  it('are taken along with the scope for personal data alone, whatever the role', async () => {
    await admin.get(`${organisation}/contacts/export`).expect(403);
    const client = await service.as('admin', { scope: 'personal-data' });
    const { text } = await client.get(`${organisation}/contacts/export?format=csv`).buffer(true).expect(200);
    expect(text).toContain('Aino Esimerkki');
    await (await service.as('resident', { scope: 'personal-data' })).get(`${organisation}/contacts/export`).expect(403);
  });
});

describe('the audit log', () => {
  interface Noted {
    action: string;
    what: string;
    role: string;
    count: number | null;
  }

  it('has one entry for each time that contacts are read, listed, taken along or written', async () => {
    const db = service.app.get(Database);
    const own = await added(admin);
    const client = await service.as('coordinator', { scope: 'personal-data' });
    const [last] = await db.run<{ seq: number }>(sql`select coalesce(max(seq), 0) as seq from audit`);
    const path = await contactAdded(client, own);
    const match = await client.matching(path);
    await client.get(`${own}/contacts`).expect(200);
    await client.get(`${own}/contacts/export`).expect(200);
    await client.patch(path, { role: 'x' }, match).expect(200);
    await client.delete(path, { 'If-Match': '"2"' }).expect(204);
    const noted = await db.run<Noted>(sql`select action, what, role, count from audit where seq > ${last?.seq ?? 0} order by seq`);
    const [one, all] = [path.slice(1), `${own.slice(1)}/contacts`];
    expect(noted.map(({ action, what, count }) => [action, what.replace('/export', ''), count])).toEqual([
      ['create', all, null],
      ['read', one, null],
      ['list', all, 1],
      ['export', all, null],
      ['change', one, null],
      ['delete', one, null],
    ]);
    expect(new Set(noted.map(({ role }) => role))).toEqual(new Set(['coordinator']));
  });

  it('says how many contacts went with an organisation', async () => {
    const own = await added(admin);
    await contactAdded(admin, own);
    await contactAdded(admin, own);
    await admin.delete(own, await admin.matching(own)).expect(204);
    const noted = await service.app
      .get(Database)
      .run(sql`select action, count, reason from audit where what = ${`${own.slice(1)}/contacts`} order by seq desc limit 1`);
    expect(noted).toMatchObject([{ action: 'delete', count: 2, reason: 'organisation-removed' }]);
  });
});
