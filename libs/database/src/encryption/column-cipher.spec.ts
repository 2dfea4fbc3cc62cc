import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { ColumnCipher, Undecipherable } from './column-cipher.ts';

const key = (name: string) => `${name}:${randomBytes(32).toString('base64')}`;
const [first, second] = [key('k1'), key('k2')];
const place = { table: 'webhook', column: 'secret', id: '01936a5c-8f00-7cc3-98c4-dc0c0c073995' };

describe('a column that is encrypted', () => {
  it('gives back what was kept, and shows nothing of it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 4 }), (text) => {
        const cipher = new ColumnCipher(first);
        const kept = cipher.encrypt(text, place);
        expect(kept).toMatch(/^k1:[\w-]+$/);
        expect(kept).not.toContain(text);
        expect(cipher.decrypt(kept, place)).toBe(text);
      }),
    );
  });

  it('looks different each time', () => {
    const cipher = new ColumnCipher(first);
    expect(cipher.encrypt('same', place)).not.toBe(cipher.encrypt('same', place));
  });

  it('is encrypted with the first key, and read with all', () => {
    const old = new ColumnCipher(first).encrypt('secret', place);
    const both = new ColumnCipher(`${second}, ${first}`);
    expect(both.decrypt(old, place)).toBe('secret');
    expect(both.encrypt('secret', place)).toMatch(/^k2:/);
  });

  it.each([
    ['another row', { ...place, id: '01936a5c-8f00-7cc3-98c4-dc0c0c073996' }],
    ['another column', { ...place, column: 'former_secret' }],
    ['another table', { ...place, table: 'contact' }],
    ['a place whose names make the same letters', { ...place, table: 'webhook","secret', column: '' }],
  ])('cannot be moved into %s', (_, elsewhere) => {
    const cipher = new ColumnCipher(first);
    expect(() => cipher.decrypt(cipher.encrypt('secret', place), elsewhere)).toThrow(Undecipherable);
  });

  it('that was changed is not read, and the error tells nothing of it', () => {
    const cipher = new ColumnCipher(first);
    const kept = cipher.encrypt('secret', place);
    const [name, text = ''] = kept.split(':');
    const bytes = Buffer.from(text, 'base64url');
    for (const [at, byte] of bytes.entries()) {
      const changed = Buffer.from(bytes);
      changed[at] = byte ^ 1;
      expect(() => cipher.decrypt(`${name}:${changed.toString('base64url')}`, place)).toThrow(
        /^webhook\.secret of [\w-]+ cannot be read: it is not what was encrypted for this place$/,
      );
    }
  });

  it('is not read with another key of the same name', () => {
    const kept = new ColumnCipher(first).encrypt('secret', place);
    expect(() => new ColumnCipher(key('k1')).decrypt(kept, place)).toThrow('it is not what was encrypted for this place');
  });

  it.each([12, 16, 20, 27])('that was cut to %i bytes is not read: a tag is as long as it was', (bytes) => {
    const cipher = new ColumnCipher(first);
    const [name, kept = ''] = cipher.encrypt('', place).split(':');
    const cut = `${name}:${Buffer.from(kept, 'base64url').subarray(0, bytes).toString('base64url')}`;
    expect(() => cipher.decrypt(cut, place)).toThrow('it is not what was encrypted for this place');
  });

  it.each(['whsec_in-clear', 'Some Words: and more', 'k1:', 'k1:not base64'])('that is not encrypted is neither read nor told of: %s', (text) => {
    expect(() => new ColumnCipher(first).decrypt(text, place)).toThrow(/^webhook\.secret of [\w-]+ cannot be read: it is not encrypted$/);
  });

  it('needs its key, which the error names', () => {
    expect(() => new ColumnCipher(second).decrypt(new ColumnCipher(first).encrypt('secret', place), place)).toThrow(
      'the key "k1" is not among ENCRYPTION_KEYS',
    );
  });

  it.each(['', 'k1', 'k1:short', `${first},`, randomBytes(32).toString('base64'), `${first},${key('k1')}`])(
    'is not begun with keys that are none: %#',
    (keys) => {
      let said = '';
      try {
        new ColumnCipher(keys);
      } catch (error) {
        said = (error as Error).message;
      }
      expect(said).toMatch(/^(ENCRYPTION_KEYS must be name:key|Two of ENCRYPTION_KEYS have the same name)/);
      expect(said).not.toContain(first.slice(3));
    },
  );
});
