import fc from 'fast-check';
import { stepsOf, type Place } from './count-steps.ts';

const malmi = (status: string): Place => ({ status, districts: ['malmi'] });

describe('counting needs by district and state', () => {
  it('counts a new need in each of its districts', () => {
    expect(stepsOf([[null, { status: 'submitted', districts: ['pasila', 'malmi'] }]])).toEqual([
      { district: 'malmi', status: 'submitted', by: 1 },
      { district: 'pasila', status: 'submitted', by: 1 },
    ]);
  });

  it('counts a need out of where it was', () => {
    expect(stepsOf([[malmi('submitted'), malmi('triaged')]])).toEqual([
      { district: 'malmi', status: 'submitted', by: -1 },
      { district: 'malmi', status: 'triaged', by: 1 },
    ]);
  });

  it('changes nothing for a need that stays where it is, or comes back', () => {
    expect(stepsOf([[malmi('accepted'), malmi('accepted')]])).toEqual([]);
    expect(
      stepsOf([
        [malmi('submitted'), malmi('merged')],
        [malmi('merged'), malmi('submitted')],
      ]),
    ).toEqual([]);
  });

  it('counts a need once in a district that it names twice', () => {
    expect(stepsOf([[null, { status: 'submitted', districts: ['malmi', 'malmi'] }]])).toEqual([{ district: 'malmi', status: 'submitted', by: 1 }]);
  });

  it('comes to the same however the way is cut into batches', () => {
    const place = fc.record({
      status: fc.constantFrom('submitted', 'triaged', 'accepted'),
      districts: fc.uniqueArray(fc.constantFrom('malmi', 'pasila', 'kalasatama')),
    });
    const sumOf = (batches: Place[][]) => {
      const counts: Record<string, number> = {};
      let before: Place | null = null;
      for (const batch of batches) {
        const moves = batch.map((now): [Place | null, Place] => {
          const move: [Place | null, Place] = [before, now];
          before = now;
          return move;
        });
        for (const { district, status, by } of stepsOf(moves)) counts[`${district} ${status}`] = (counts[`${district} ${status}`] ?? 0) + by;
      }
      return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));
    };
    fc.assert(
      fc.property(fc.array(place, { minLength: 1 }), fc.nat(), (way, cut) =>
        expect(sumOf([way])).toEqual(sumOf([way.slice(0, cut % way.length), way.slice(cut % way.length)])),
      ),
    );
  });
});
