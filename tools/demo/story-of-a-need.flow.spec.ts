import { TestNats, describeWithNats } from '@fiksu/testing';
import { CityOfATest } from '../testing/city-of-a-test.ts';
import { tellStoryOfANeed } from './story-of-a-need.ts';
import type { Step } from './tell-story.ts';

const server = await TestNats.start();
afterAll(() => server?.stop());

describeWithNats(server)('the thread, from a need to a published roadmap', () => {
  it('is told from end to end over all services, also while one of them is away', async () => {
    const city = await CityOfATest.start(server as TestNats);
    const steps: Step[] = [];
    try {
      await tellStoryOfANeed(city, (step) => void steps.push(step));
    } finally {
      await city.stop();
    }
    expect(steps.at(-1)).toMatchObject({ title: 'The trees stand: the author reads what became of the need' });
    expect(steps.at(-1)?.changed.at(-1)).toMatch(/addressed$/);
  }, 120_000);
});
