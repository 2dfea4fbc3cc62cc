/** Versions that are published at once: API contract, R8 (numbers) and G16 (repeats). */
import { newId } from '@fiksu/service';
import { secondSession, untilWaiting, type Client, type TestService } from '@fiksu/testing';
import { startRoadmap } from '../testing/start-roadmap.ts';

interface Version {
  number: number;
  publishedAt: string;
}

let roadmap: TestService;
let coordinator: Client;
beforeAll(async () => {
  roadmap = await startRoadmap();
  coordinator = await roadmap.as('coordinator');
});
afterAll(() => roadmap.stop());

const spring = { title: { fi: 'Kevät 2027' } };
const publish = async () => (await coordinator.post('/versions', spring).expect(201)).body as Version;

describe('the numbers of versions', () => {
  it('have no gap where two publish at once: each has its own, one after the other', async () => {
    const { number } = await publish();
    const holder = await secondSession(roadmap.database.url);
    await holder.query('begin');
    // The first has read the last number and waits to write; the second must not read it before the first is done.
    await holder.query('lock table roadmap_version in share row exclusive mode');
    const answers = [coordinator.post('/versions', spring).then((answer) => answer), coordinator.post('/versions', spring).then((answer) => answer)];
    await untilWaiting(holder, 2);
    await holder.query('commit');
    const both = await Promise.all(answers);
    expect(both.map(({ status }) => status)).toEqual([201, 201]);
    expect(both.map(({ body }) => (body as Version).number).sort((a, b) => a - b)).toEqual([number + 1, number + 2]);
    await holder.end();
  });

  it('rise by one each, and are never published earlier than the one before, however many publish', async () => {
    const { number } = await publish();
    const many = await Promise.all(Array.from({ length: 8 }, () => publish()));
    const inOrder = many.sort((a, b) => a.number - b.number);
    expect(inOrder.map((each) => each.number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((step) => number + step));
    expect(inOrder.map((each) => each.publishedAt)).toEqual(inOrder.map((each) => each.publishedAt).sort());
  });

  it('are not used up by a repeat of the same request', async () => {
    const { number } = await publish();
    const key = { 'Idempotency-Key': newId() };
    const [one, other] = await Promise.all([coordinator.post('/versions', spring, key), coordinator.post('/versions', spring, key)]);
    expect([one.status, other.status]).toEqual([201, 201]);
    expect(other.body).toEqual(one.body);
    expect((one.body as Version).number).toBe(number + 1);
    expect((await publish()).number).toBe(number + 2);
  });
});
