import { businessIdOf } from '../testing/organisations-of-a-test.ts';
import { isBusinessId, wholeBusinessId } from './business-id.ts';
import { isVatId } from './vat-id.ts';
import fc from 'fast-check';

describe('a Y-tunnus', () => {
  it.each(['2170029-2', '0201256-6', '201256-6', '0112038-9'])('%s is one', (businessId) => expect(isBusinessId(businessId)).toBe(true));

  it.each(['2170029-1', '2170029-2 ', '21700292', 'FI21700292', '2170029--2', '２１７００２９-2', '', '0000000-0', '12345-6'])('"%s" is none', (businessId) =>
    expect(isBusinessId(businessId)).toBe(false),
  );

  it('has no other check digit than the one of its number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_999_999 }), (number) => {
        const digits = String(number).padStart(7, '0');
        const fitting = Array.from({ length: 10 }, (_, digit) => `${digits}-${digit}`).filter(isBusinessId);
        const known = businessIdOf(number);
        expect(fitting).toEqual(known === null ? [] : [known]);
      }),
    );
  });

  it('shows a digit that was mistyped', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_999_999 }), fc.nat(6), fc.integer({ min: 1, max: 9 }), (number, place, step) => {
        const known = businessIdOf(number);
        fc.pre(known !== null);
        const digits = [...(known as string)];
        digits[place] = String((Number(digits[place]) + step) % 10);
        expect(isBusinessId(digits.join(''))).toBe(false);
      }),
    );
  });

  it('of six digits stands for one that begins with a zero', () => {
    expect(wholeBusinessId('201256-6')).toBe('0201256-6');
    expect(wholeBusinessId('2170029-2')).toBe('2170029-2');
  });
});

describe('a VAT id', () => {
  // Of organisations in the CORDIS sample, each of a country whose check digits are known.
  it.each([
    'FI28441107',
    'BE0649778254',
    'BG103792060',
    'DE121689807',
    'DK29979812',
    'EL090101655',
    'ESB06794424',
    'FR16490006624',
    'GB267089763',
    'HU14198418',
  ])('%s is one', (vatId) => expect(isVatId(vatId)).toBe(true));
  it.each([
    'IT00551830326',
    'LT100012301611',
    'LV40008251825',
    'NL811383696B01',
    'PL5223002197',
    'PT514933879',
    'SE559363176401',
    'SI14246821',
    'SK2022617421',
  ])('%s is one', (vatId) => expect(isVatId(vatId)).toBe(true));
  it.each(['FI28441108', 'BE0649778255', 'DE121689808', 'EL090101656', 'PL5223002198', 'SE559363176501', 'fi28441107', '28441107', 'FI'])(
    '%s is none',
    (vatId) => expect(isVatId(vatId)).toBe(false),
  );
  it('of a country whose rule nobody knows here has the form of one', () => expect(isVatId('IL580335057')).toBe(true));
});
