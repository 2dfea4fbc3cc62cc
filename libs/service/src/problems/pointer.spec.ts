import { pointerOf } from './pointer.ts';

describe('a JSON pointer', () => {
  // RFC 6901, section 5.
  it.each<[path: (string | number)[], pointer: string]>([
    [[], ''],
    [['foo'], '/foo'],
    [['foo', 0], '/foo/0'],
    [[''], '/'],
    [['a/b'], '/a~1b'],
    [['c%d'], '/c%d'],
    [['e^f'], '/e^f'],
    [['g|h'], '/g|h'],
    [['i\\j'], '/i\\j'],
    [['k"l'], '/k"l'],
    [[' '], '/ '],
    [['m~n'], '/m~0n'],
    [['~1'], '/~01'],
  ])('of %j is "%s"', (path, pointer) => {
    expect(pointerOf(path)).toBe(pointer);
  });

  it('is read from every form in which a validator names a place', () => {
    expect(pointerOf(undefined)).toBe('');
    expect(pointerOf([{ key: 'links' }, { key: 2 }, 'url'])).toBe('/links/2/url');
  });
});
