/** Long lists of items, and the files that hang on them: API contract, G26b and G7. */
import { newId } from '@fiksu/service';
import { StatementWatch, type Client, type TestService } from '@fiksu/testing';
import { idOf, made, needFor } from '../testing/items-in-any-state.ts';
import { acted } from '../testing/sessions-in-any-state.ts';
import { startRoadmap } from '../testing/start-roadmap.ts';

let roadmap: TestService;
let coordinator: Client;
beforeAll(async () => {
  roadmap = await startRoadmap();
  coordinator = await roadmap.as('coordinator');
});
afterAll(() => roadmap.stop());

const photo = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');

describe('a file that hangs on an item', () => {
  it('is read by whoever reads the item: by everybody once it is committed to', async () => {
    const file = (await coordinator.upload(photo, 'image/png', 'tori.png').expect(201)).body.id as string;
    const path = await made(coordinator, { attachments: [file] });
    const all = [coordinator, await roadmap.as('coordinator', { districts: ['pasila'] }), await roadmap.as('platform'), roadmap.anyone];
    const seen = () => Promise.all(all.map(async (by) => (await by.get(`/files/${file}`)).status));
    expect(await seen()).toEqual([200, 404, 404, 404]);
    await acted(coordinator, path, 'commit');
    expect(await seen()).toEqual([200, 200, 200, 200]);
    expect((await roadmap.anyone.get(path).expect(200)).body.attachments).toEqual([file]);
  });

  it('that there is not is refused', async () => {
    const { status, body } = await coordinator.patch(await made(coordinator), { attachments: [newId()] }, { 'If-Match': '*' });
    expect([status, body.errors[0].pointer]).toEqual([422, '/attachments/0']);
  });
});

describe('a list of items', () => {
  it('asks as many questions for many as for two, whatever they hang together with', async () => {
    const { body: programme } = await coordinator.post('/programmes', { title: { fi: 'Fiksu' }, period: { from: '2026-01' } }).expect(201);
    const need = await needFor(roadmap);
    const paths: string[] = [];
    for (let index = 0; index < 12; index++)
      paths.push(await made(coordinator, { programme: programme.id, needs: [need], pilots: [newId()], indicators: [newId()] }));
    const watch = await StatementWatch.of(roadmap);
    const questions = async (some: string[]) => {
      const { result, statements } = await watch.during(async () => coordinator.get(`/items?${some.map((path) => `id=${idOf(path)}`).join('&')}`).expect(200));
      expect(result.body.data).toHaveLength(some.length);
      return statements.length;
    };
    try {
      expect(await questions(paths)).toBe(await questions(paths.slice(0, 2)));
    } finally {
      watch.stop();
    }
  });
});
