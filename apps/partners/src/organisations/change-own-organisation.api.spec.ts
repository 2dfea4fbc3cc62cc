/** Who may write what of an organisation. API contract, G5 to G8. */
import { startTestService, type Client, type TestService } from '@fiksu/testing';
import { partners } from '../partners.ts';
import { added, idOf, newBusinessId, organisationOf } from '../testing/organisations-of-a-test.ts';

let service: TestService;
let admin: Client;
let limited: Client;
beforeAll(async () => {
  service = await startTestService(partners);
  admin = await service.as('admin');
  limited = await service.as('coordinator', { districts: ['malmi'] });
});
afterAll(() => service.stop());

const matching = (path: string) => admin.matching(path);
const partnerOf = (path: string) => service.as('partner', { org: idOf(path) });

describe('adding and removing an organisation', () => {
  it('is for admins and coordinators', async () => {
    await added(admin);
    await added(limited);
    for (const role of ['partner', 'evaluator', 'platform', 'resident'] as const)
      await (await service.as(role)).post('/organisations', organisationOf()).expect(403);
    await service.anyone.post('/organisations', organisationOf()).expect(401);
  });

  it('is not for a partner, not even of its own', async () => {
    const path = await added(admin);
    await (await partnerOf(path)).delete(path, await matching(path)).expect(403);
    await service.anyone.delete(path).expect(401);
  });
});

describe('a coordinator of some districts', () => {
  const outside = { code: 'outside-districts' };

  it('adds no organisation that touches another one', async () => {
    for (const districts of [['pasila'], ['malmi', 'pasila']]) {
      const { body } = await limited.post('/organisations', organisationOf({ districts })).expect(403);
      expect(body).toMatchObject(outside);
    }
    await added(limited, { districts: ['malmi'] });
  });

  it('changes and removes none that touches another one, before or after', async () => {
    const foreign = await added(admin, { districts: ['malmi', 'pasila'] });
    const own = await added(admin, { districts: ['malmi'] });
    const refusals = [
      await limited.patch(foreign, { size: 'large' }, await matching(foreign)).expect(403),
      await limited.patch(foreign, { districts: ['malmi'] }, await matching(foreign)).expect(403),
      await limited.patch(own, { districts: ['malmi', 'pasila'] }, await matching(own)).expect(403),
      await limited.delete(foreign, await matching(foreign)).expect(403),
    ];
    for (const { body } of refusals) expect(body).toMatchObject(outside);
    await limited.patch(own, { size: 'large' }, await matching(own)).expect(200);
    await limited.delete(own, await matching(own)).expect(204);
  });

  it('changes one that belongs to no district', async () => {
    const path = await added(admin);
    await limited.patch(path, { districts: ['malmi'] }, await matching(path)).expect(200);
  });
});

describe('a partner', () => {
  it('changes its own organisation, wherever it is', async () => {
    const path = await added(admin, { districts: ['pasila'], businessId: newBusinessId() });
    const { body } = await (await partnerOf(path)).patch(path, { expertise: ['shade'], districts: ['malmi'] }, await matching(path)).expect(200);
    expect(body).toMatchObject({ version: 2, expertise: ['shade'], districts: ['malmi'] });
  });

  it('changes no other organisation, and is refused before the version is compared', async () => {
    const [own, foreign] = [await added(admin), await added(admin)];
    const partner = await partnerOf(own);
    await partner.patch(foreign, { size: 'large' }, { 'If-Match': '"7"' }).expect(403);
    await partner.patch('/organisations/0198bbbb-0000-7000-8000-000000000009', { size: 'large' }, { 'If-Match': '"1"' }).expect(404);
    await (await service.as('partner')).patch(own, { size: 'large' }, await matching(own)).expect(403);
  });

  it.each([
    ['businessId', newBusinessId()],
    ['businessId', null],
    ['personal', true],
  ])('does not change its own %s to %s, and the refusal names it', async (member, value) => {
    const path = await added(admin, { businessId: newBusinessId() });
    const partner = await partnerOf(path);
    const { body } = await partner.patch(path, { size: 'large', [member]: value }, { 'If-Match': '"9"' }).expect(403);
    expect(body).toMatchObject({ code: 'forbidden', errors: [{ pointer: `/${member}` }] });
    expect((await admin.get(path)).body.version).toBe(1);
  });

  it('may send its businessId back as it is', async () => {
    const path = await added(admin, { businessId: '0112038-9' });
    const { body } = await (await partnerOf(path)).patch(path, { businessId: '112038-9', personal: false, size: 'large' }, await matching(path)).expect(200);
    expect(body).toMatchObject({ businessId: '0112038-9', size: 'large' });
  });

  it.each(['evaluator', 'platform', 'resident'] as const)('is the only one beside coordinators: %s is not asked what it would change', async (role) => {
    const client = await service.as(role);
    await client.patch('/organisations/0198bbbb-0000-7000-8000-000000000009', { rubbish: true }).expect(403);
  });
});
