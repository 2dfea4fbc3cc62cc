/** What the registry holds after the first start. API contract, G27. */
import { fileURLToPath } from 'node:url';
import { createService, Database, sql } from '@fiksu/service';
import { startTestService, testEnvironment, type TestService } from '@fiksu/testing';
import { partners } from './partners.ts';

const sample = fileURLToPath(new URL('../../../sample/', import.meta.url));

let service: TestService;
beforeAll(async () => {
  service = await startTestService(partners, { environment: { SAMPLE_DIR: sample } });
});
afterAll(() => service.stop());

const found = async (query: string) => (await service.anyone.get(`/organisations?${query}`).expect(200)).body.data;

describe('after the first start', () => {
  it.each([
    ['2170029-2', { fi: 'Forum Virium Helsinki Oy' }, 'company'],
    ['0201256-6', { fi: 'Helsingin kaupunki', sv: 'Helsingfors stad', en: 'City of Helsinki' }, 'public-body'],
  ])('%s is in the registry', async (businessId, name, kind) => {
    expect(await found(`businessId=${businessId}`)).toMatchObject([{ name, kind, sector: 'public' }]);
  });

  it('the division is a part of the City, and others were told of all', async () => {
    const [city] = await found('businessId=0201256-6');
    expect(await found(`parent=${city.id}`)).toMatchObject([{ name: { en: 'Culture and Leisure Division' }, kind: 'city-unit', businessId: null }]);
    const told = await service.app.get(Database).run(sql`select from outbox where subject = 'fiksu.partners.organisation.created.v1'`);
    expect(told).toHaveLength(5);
  });

  it('a second start, and a second replica, add nothing, not even what was removed', async () => {
    const admin = await service.as('admin');
    const [aalto] = await found('q=aalto');
    await admin.delete(`/organisations/${aalto.id}`, await admin.matching(`/organisations/${aalto.id}`)).expect(204);
    const again = await createService(partners, { ...testEnvironment(service.database.url, service.issuer.url), SAMPLE_DIR: sample });
    await again.close();
    expect(await found('limit=200')).toHaveLength(4);
  });
});
