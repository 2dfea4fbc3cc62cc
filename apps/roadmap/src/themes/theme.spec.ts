/** SKOS forbids a theme that is broader than itself, over however many steps: API contract, R2. */
import { DomainError } from '@fiksu/service';
import fc from 'fast-check';
import { refuseCycle } from './theme.ts';

const tree = new Map<string, string | null>([
  ['energy', null],
  ['heating', 'energy'],
  ['district-heating', 'heating'],
  ['mobility', null],
]);

function refusalOf(id: string, broader: string | null, broaderOf = tree): DomainError | null {
  try {
    refuseCycle({ id, broader }, broaderOf);
    return null;
  } catch (error) {
    return error as DomainError;
  }
}

describe('the broader theme of a theme', () => {
  it.each([
    ['energy', null],
    ['energy', 'mobility'],
    ['heating', 'mobility'],
    ['district-heating', 'energy'],
    ['a-new-one', 'district-heating'],
  ])('of %s may be %s', (id, broader) => {
    expect(refusalOf(id, broader)).toBeNull();
  });

  it.each([
    ['energy', 'energy', 'energy → energy'],
    ['energy', 'heating', 'energy → heating → energy'],
    ['energy', 'district-heating', 'energy → district-heating → heating → energy'],
  ])('of %s cannot be %s, and the refusal tells the way round', (id, broader, way) => {
    expect(refusalOf(id, broader)).toMatchObject({
      kind: 'Invalid',
      code: 'broader-cycle',
      members: { errors: [{ pointer: '/broader', detail: expect.stringContaining(way) as string }] },
    });
  });

  it('is refused exactly where it lies below the theme itself', () => {
    // A forest: each theme may stand below one that was named before it.
    const forest = fc
      .array(fc.option(fc.nat(20), { nil: null }), { minLength: 1, maxLength: 20 })
      .map((above) => new Map(above.map((place, index) => [`t${index}`, place === null || index === 0 ? null : `t${place % index}`])));
    fc.assert(
      fc.property(forest, fc.nat(), fc.nat(), (broaderOf, a, b) => {
        const ids = [...broaderOf.keys()];
        const [id, broader] = [ids[a % ids.length] as string, ids[b % ids.length] as string];
        const pathUp = [broader];
        for (let up = broaderOf.get(broader); up; up = broaderOf.get(up)) pathUp.push(up);
        expect(refusalOf(id, broader, broaderOf) !== null).toBe(pathUp.includes(id));
      }),
    );
  });

  it('ends also where the stored themes themselves go round', () => {
    expect(
      refusalOf(
        'x',
        'a',
        new Map([
          ['a', 'b'],
          ['b', 'a'],
        ]),
      ),
    ).toBeNull();
  });
});
