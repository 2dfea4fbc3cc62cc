import { Controller, Delete, Get, Module, Post } from '@nestjs/common';
import { cloneDatabase, testEnvironment, type TestDatabase } from '@fiksu/testing';
import { notesService } from '../../test/notes-service.ts';
import { May } from '../access/may.ts';
import { createService } from './create-service.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await cloneDatabase('notes', notesService.kept);
});
afterAll(() => database.drop());

const startingWith = (controller: new () => object) => {
  @Module({ controllers: [controller] })
  class OwnModule {}
  return createService({ ...notesService, module: () => OwnModule }, testEnvironment(database.url));
};

describe('a service', () => {
  it('does not start with a route that states no rule, and names it', async () => {
    @Controller('things')
    class Forgetful {
      @Get()
      @May('anyone')
      list() {
        return {};
      }

      @Delete(':id')
      remove() {
        return {};
      }
    }
    await expect(startingWith(Forgetful)).rejects.toThrow('DELETE /notes/v1/things/:id states no rule');
  });

  it('starts where every route states one', async () => {
    @Controller('things')
    class Careful {
      @Post()
      @May('admin')
      add() {
        return {};
      }
    }
    await (await startingWith(Careful)).close();
  });

  it('does not start in an environment that is not complete', async () => {
    await expect(createService(notesService, { ...testEnvironment(database.url), NATS_URL: undefined, HASH_SECRET: 'short' })).rejects.toThrow(
      /NATS_URL[^]*HASH_SECRET/,
    );
  });

  it('publishes its contract and its docs to everybody, in words of its own', async () => {
    const app = await createService(notesService, testEnvironment(database.url));
    await app.listen(0, '127.0.0.1');
    const origin = await app.getUrl();
    const contract = (await (await fetch(`${origin}/notes/v1/openapi.json`)).json()) as { openapi: string; paths: Record<string, object> };
    expect(contract.openapi).toMatch(/^3\.1\./);
    expect(Object.keys(contract.paths)).toEqual(
      expect.arrayContaining(['/notes/v1/notes', '/notes/v1/notes/{id}/publish', '/notes/v1/notes/counts', '/notes/v1/topics/{id}/history']),
    );
    const page = await fetch(`${origin}/notes/docs`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^text\/html/)]);
    const loaded = [...(await page.text()).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address as string);
    expect(loaded.length).toBeGreaterThan(0);
    for (const address of loaded) {
      const answer = await fetch(origin + address);
      expect([address, answer.status, (await answer.arrayBuffer()).byteLength > 0]).toEqual([address, 200, true]);
    }
    await app.close();
  });
});
