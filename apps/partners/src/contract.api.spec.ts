import { readFile } from 'node:fs/promises';
import { startTestService, type TestService } from '@fiksu/testing';
import { partners } from './partners.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService(partners);
});
afterAll(() => service.stop());

describe('the contract of partners', () => {
  it.each(['openapi.json', 'asyncapi.json'])('%s is what the service answers: else npm run openapi, and commit it', async (name) => {
    const { body } = await service.anyone.get(`/${name}`).expect(200);
    expect(body).toEqual(JSON.parse(await readFile(new URL(`../${name}`, import.meta.url), 'utf8')));
  });
});
