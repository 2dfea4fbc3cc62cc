import { Id, Slug, isId, isSlug } from './identifiers.ts';

describe('an id', () => {
  it('is a UUID, answered in small letters', () => {
    expect(Id.parse('01890ABC-0000-7000-8000-00000000000F')).toBe('01890abc-0000-7000-8000-00000000000f');
    expect(isId('01890ABC-0000-7000-8000-00000000000F')).toBe(true);
  });

  it.each([
    '',
    'malmi',
    '01890abc00007000800000000000000f',
    '01890abc-0000-7000-8000-00000000000',
    '01890abc-0000-7000-8000-00000000000ff',
    '{01890abc-0000-7000-8000-00000000000f}',
    ' 01890abc-0000-7000-8000-00000000000f',
    '01890abc-0000-7000-8000-00000000000f\n',
    '01890abg-0000-7000-8000-00000000000f',
  ])('is not %j', (text) => {
    expect([Id.safeParse(text).success, isId(text)]).toEqual([false, false]);
  });
});

describe('a slug', () => {
  it.each(['malmi', 'green-infrastructure', 'malminkartano-kannelmaki', '00100', 'a', 'a-1-b', 'x'.repeat(100)])('is %s', (text) => {
    expect([Slug.safeParse(text).success, isSlug(text)]).toEqual([true, true]);
  });

  it.each(['', 'Malmi', 'kannelmäki', 'a--b', '-a', 'a-', 'a b', 'a_b', 'a/b', 'a\n', '..', 'x'.repeat(101)])('is not %j', (text) => {
    expect([Slug.safeParse(text).success, isSlug(text)]).toEqual([false, false]);
  });
});
