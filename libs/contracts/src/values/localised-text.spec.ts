import { LocalisedText } from './localised-text.ts';

const pointersOf = (value: unknown): string[] => (LocalisedText.safeParse(value).error?.issues ?? []).map(({ path }) => `/${path.join('/')}`);

describe('text that people read', () => {
  it.each([{ fi: 'Varjoa' }, { sv: 'Skugga' }, { en: 'Shade' }, { fi: 'Varjoa', sv: 'Skugga', en: 'Shade' }])('is in one language at least: %j', (text) => {
    expect(LocalisedText.parse(text)).toEqual(text);
  });

  it.each([
    ['a plain text', 'Varjoa'],
    ['a number', 5],
    ['nothing', null],
    ['a list', ['Varjoa']],
    ['none at all', {}],
    ['another language', { de: 'Schatten' }],
    ['another one beside', { fi: 'Varjoa', de: 'Schatten' }],
    ['no text', { fi: 5 }],
    ['null', { fi: null }],
  ])('is not %s', (_, value) => {
    expect(LocalisedText.safeParse(value).success).toBe(false);
  });

  it.each(['', ' ', '\n\t ', '\u00a0', '\u3000'])('is not blank: %j', (blank) => {
    expect(pointersOf({ fi: blank, en: 'Shade' })).toEqual(['/fi']);
  });

  it('has no blanks around it, and keeps those inside', () => {
    expect(LocalisedText.parse({ fi: '  Varjoa  torille\n' })).toEqual({ fi: 'Varjoa  torille' });
  });

  it('has a length', () => {
    expect(LocalisedText.safeParse({ fi: 'ä'.repeat(20_000) }).success).toBe(true);
    expect(pointersOf({ fi: 'ä'.repeat(20_001) })).toEqual(['/fi']);
  });
});
