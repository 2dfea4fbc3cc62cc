/** A file that hangs on an organisation is seen as the organisation is. API contract §1, "Files". */
import { startTestService, type Client, type TestService } from '@fiksu/testing';
import { partners } from '../partners.ts';
import { added, idOf, organisationOf } from '../testing/organisations-of-a-test.ts';

let service: TestService;
let coordinator: Client;
beforeAll(async () => {
  service = await startTestService(partners);
  coordinator = await service.as('coordinator');
});
afterAll(() => service.stop());

const logo = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');
const sent = async (by: Client): Promise<string> => (await by.upload(logo, 'image/png', 'logo.png').expect(201)).body.id as string;
const statuses = (file: string, clients: Client[]) => Promise.all(clients.map(async (client) => (await client.get(`/files/${file}`)).status));

it('a logo of a company is seen by everybody, and that of a sole trader by those who may know who it is', async () => {
  const [ofCompany, ofTrader] = [await sent(coordinator), await sent(coordinator)];
  await added(coordinator, { attachments: [ofCompany] });
  const trader = await added(coordinator, { attachments: [ofTrader], personal: true });
  const clients = [coordinator, await service.as('partner', { org: idOf(trader) }), await service.as('platform'), service.anyone];
  expect(await statuses(ofCompany, clients)).toEqual([200, 200, 200, 200]);
  expect(await statuses(ofTrader, clients)).toEqual([200, 200, 404, 404]);
  expect((await service.anyone.get(trader)).body.attachments).toEqual([]);
});

it('a file that is none is refused with its pointer, also where the parent changes with it', async () => {
  const attachments = ['0198bbbb-0000-7000-8000-000000000009'];
  const expected = [expect.objectContaining({ pointer: '/attachments/0' })];
  expect((await coordinator.post('/organisations', organisationOf({ attachments })).expect(422)).body.errors).toEqual(expected);
  const [path, parent] = [await added(coordinator), await added(coordinator)];
  for (const patch of [{ attachments }, { attachments, parent: idOf(parent) }])
    expect((await coordinator.patch(path, patch, await coordinator.matching(path)).expect(422)).body.errors).toEqual(expected);
  const file = await sent(coordinator);
  const { body } = await coordinator.patch(path, { attachments: [file], parent: idOf(parent) }, await coordinator.matching(path)).expect(200);
  expect(body).toMatchObject({ attachments: [file], parent: idOf(parent) });
});
