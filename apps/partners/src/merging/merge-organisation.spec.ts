import fc from 'fast-check';
import type { Organisation } from '../organisations/organisation.ts';
import { checkInto, conflictsOf, survivorOf } from './merge-organisation.ts';

const [oldId, intoId, thirdId] = ['01936a5c-8f00-7cc3-98c4-dc0c0c073901', '01936a5c-8f00-7cc3-98c4-dc0c0c073902', '01936a5c-8f00-7cc3-98c4-dc0c0c073903'];

const organisation = (terms: Partial<Organisation>): Organisation => ({
  ...{ id: oldId as string, version: 1, name: { fi: 'Anturi Oy' }, kind: 'company', sector: 'private', businessId: null, vatId: null, pic: null, parent: null },
  ...{ districts: [], themes: [], expertise: [], size: null, externalIds: [], website: null, personal: false, situation: 'none', attachments: [] },
  ...{ createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' },
  ...terms,
});
const old = (terms: Partial<Organisation> = {}) => organisation({ id: oldId, ...terms });
const into = (terms: Partial<Organisation> = {}) => organisation({ id: intoId, ...terms });

describe('the organisation that goes on', () => {
  it('keeps what it says, and takes what it lacks', () => {
    const before = into({ name: { fi: 'Malmin Anturi Oy' }, businessId: '0201256-6', districts: ['malmi'] });
    const { name, businessId, pic, size, districts, situation } = survivorOf(
      old({
        name: { fi: 'Anturi', sv: 'Sensor Ab' },
        businessId: '2170029-2',
        pic: '991256096',
        size: 'micro',
        districts: ['pasila', 'malmi'],
        situation: 'bankruptcy',
      }),
      before,
      'apart',
    );
    expect({ name, businessId, pic, size, districts, situation }).toEqual({
      ...{ name: { fi: 'Malmin Anturi Oy', sv: 'Sensor Ab' }, businessId: '0201256-6', pic: '991256096', size: 'micro' },
      ...{ districts: ['malmi', 'pasila'], situation: 'none' },
    });
  });

  it('is known by the numbers of the other one, which it does not take', () => {
    const survivor = survivorOf(old({ businessId: '2170029-2', pic: '991256096' }), into({ businessId: '0201256-6' }), 'apart');
    expect(survivor.externalIds).toEqual([
      { scheme: 'business-id', value: '2170029-2' },
      { scheme: 'fiksu', value: oldId },
    ]);
    expect(survivor.pic).toBe('991256096');
  });

  it('takes the state of affairs with the number by which the trade register tells it', () => {
    expect(survivorOf(old({ businessId: '2170029-2', situation: 'bankruptcy' }), into(), 'apart')).toMatchObject({
      businessId: '2170029-2',
      situation: 'bankruptcy',
    });
  });

  it('is a natural person where one of the two is', () => {
    expect([
      survivorOf(old({ personal: true }), into(), 'apart').personal,
      survivorOf(old(), into({ personal: true }), 'apart').personal,
      survivorOf(old(), into(), 'apart').personal,
    ]).toEqual([true, true, false]);
  });

  it('is no part of itself, wherever the two stood', () => {
    expect(survivorOf(old({ parent: intoId }), into(), 'above').parent).toBeNull();
    expect(survivorOf(old({ parent: thirdId }), into(), 'above').parent).toBeNull();
    expect(survivorOf(old({ parent: thirdId }), into({ parent: oldId }), 'below').parent).toBe(thirdId);
    expect(survivorOf(old({ parent: thirdId }), into(), 'apart').parent).toBe(thirdId);
  });

  it('loses nothing of its lists, whatever they are', () => {
    const tags = fc.array(fc.constantFrom('a', 'b', 'c', 'd'));
    fc.assert(
      fc.property(tags, tags, (mine, theirs) => {
        const { expertise } = survivorOf(old({ expertise: theirs }), into({ expertise: mine }), 'apart');
        expect(new Set(expertise)).toEqual(new Set([...mine, ...theirs]));
        expect(expertise.length).toBe(new Set(expertise).size);
      }),
    );
  });
});

describe('a conflict', () => {
  it('is what both say, each its own', () => {
    expect(conflictsOf(old({ businessId: '2170029-2', pic: '991256096', size: 'micro' }), into({ businessId: '0201256-6', size: 'micro' }))).toEqual([
      { field: 'businessId', old: '2170029-2', into: '0201256-6' },
    ]);
    expect(conflictsOf(old({ name: { fi: 'A' } }), into({ name: { fi: 'B' } }))).toEqual([{ field: 'name', old: { fi: 'A' }, into: { fi: 'B' } }]);
    expect(conflictsOf(old({ name: { fi: 'A' } }), into({ name: { sv: 'B' } }))).toEqual([]);
  });

  it('is none where one is a part of the other', () => {
    expect(conflictsOf(old({ parent: intoId }), into({ parent: thirdId }))).toEqual([]);
  });
});

describe('into what an organisation is merged', () => {
  it.each([
    ['itself', old()],
    ['one that is not there', null],
  ])('is not %s', (_, target) => {
    expect(() => checkInto(old(), target)).toThrow(
      expect.objectContaining({ kind: 'Invalid', members: { errors: [expect.objectContaining({ pointer: '/into' })] } }),
    );
  });
});
