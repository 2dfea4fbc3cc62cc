import fc from 'fast-check';
import { sendInOrder } from './send-in-order.ts';

const events = fc.array(fc.record({ aggregate: fc.constantFrom('a', 'b', 'c', 'd'), fails: fc.boolean(), ticks: fc.nat({ max: 5 }) }), { maxLength: 40 });

describe('sending in order', () => {
  it('has at most one unanswered of an aggregate, keeps its order, and lets a failure hold back its aggregate alone', async () => {
    await fc.assert(
      fc.asyncProperty(events, fc.integer({ min: 1, max: 6 }), async (items, inFlightMax) => {
        const unanswered = new Set<string>();
        let most = 0;
        const { sent, failure } = await sendInOrder(
          items,
          async (item) => {
            expect(unanswered).not.toContain(item.aggregate);
            unanswered.add(item.aggregate);
            most = Math.max(most, unanswered.size);
            for (let tick = 0; tick < item.ticks; tick++) await new Promise(setImmediate);
            unanswered.delete(item.aggregate);
            if (item.fails) throw new Error('not taken');
            return item;
          },
          inFlightMax,
        );
        expect(most).toBeLessThanOrEqual(inFlightMax);
        for (const aggregate of ['a', 'b', 'c', 'd']) {
          const own = items.filter((item) => item.aggregate === aggregate);
          const until = own.findIndex((item) => item.fails);
          expect(sent.map(([item]) => item).filter((item) => item.aggregate === aggregate)).toEqual(until < 0 ? own : own.slice(0, until));
        }
        expect(failure === null).toBe(!items.some((item) => item.fails));
      }),
    );
  });
});
