import fc from 'fast-check';
import { Cursors } from './cursor.ts';

const cursors = new Cursors('a secret of this service').of('/notes');
const position = { sort: '-createdAt', value: '2026-03-01 12:00:00.000123+00', id: '01890000-0000-7000-8000-000000000000' };

describe('a cursor', () => {
  it('brings back the position that it was made of, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), fc.string(), (sort, value, id) => {
        expect(cursors.read(cursors.write({ sort, value, id }))).toEqual({ sort, value, id });
      }),
    );
  });

  it('can stand in an address as it is', () => {
    expect(cursors.write({ ...position, value: '??>>~~ä' })).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  it('is nothing where anything of it was changed', () => {
    const cursor = cursors.write(position);
    const change = fc.tuple(fc.nat(cursor.length - 1), fc.constantFrom(...'ABCabc012-_=. '));
    fc.assert(
      fc.property(change, ([place, character]) => {
        fc.pre(cursor[place] !== character);
        expect(cursors.read(cursor.slice(0, place) + character + cursor.slice(place + 1))).toBeNull();
      }),
    );
  });

  it('is nothing where something is cut off or added', () => {
    const cursor = cursors.write(position);
    for (let length = 0; length < cursor.length; length++) expect(cursors.read(cursor.slice(0, length))).toBeNull();
    for (const more of ['A', '=', '==', ' ', '.', cursor]) expect(cursors.read(cursor + more)).toBeNull();
  });

  it('is nothing that somebody made up', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.base64String()), (text) => expect(cursors.read(text)).toBeNull()));
    const forged = Buffer.concat([Buffer.alloc(12), Buffer.from(JSON.stringify(['-createdAt', '', position.id]))]).toString('base64url');
    expect(cursors.read(forged)).toBeNull();
  });

  it('belongs to its list and to its service', () => {
    const cursor = cursors.write(position);
    expect(new Cursors('a secret of this service').of('/topics').read(cursor)).toBeNull();
    expect(new Cursors('another secret').of('/notes').read(cursor)).toBeNull();
    expect(new Cursors('a secret of this service').of('/notes').read(cursor)).toEqual(position);
  });
});
