import fc from 'fast-check';
import { Money, fromCents, moneyFault, toCents } from './money.ts';

const euros = (amount: string) => ({ amount, currency: 'EUR' as const });

describe('an amount of money', () => {
  it.each(['8000.00', '8000', '0.5', '0', '0.00', '999999999999.99', '-12.30'])('may be "%s"', (amount) => {
    expect(Money.safeParse(euros(amount)).success).toBe(true);
  });

  it.each([8000, 80.5, null, '', '8 000', '8,00', '8.', '.5', '+5', '1e3', '0x10', 'Infinity', 'NaN', '８', ' 5', '5\n', '1234567890123'])(
    'is malformed as %j',
    (amount) => {
      expect(Money.safeParse({ amount, currency: 'EUR' }).success).toBe(false);
    },
  );

  it.each([{ amount: '5' }, { amount: '5', currency: 'SEK' }, { amount: '5', currency: 'eur' }, { amount: '5', currency: 'EUR', cents: 500 }, '5', 5, null])(
    'is malformed as %j',
    (money) => {
      expect(Money.safeParse(money).success).toBe(false);
    },
  );

  it.each(['8000.00', '8000.1', '8000', '0', '-0.00', '-0'])('breaks no rule as "%s"', (amount) => {
    expect(moneyFault(euros(amount))).toBeNull();
  });

  it('breaks a rule with more than two decimals, also where they are zeros, and below zero', () => {
    for (const amount of ['1.001', '1.000', '-0.01', '-5']) expect(moneyFault(euros(amount))).toEqual(expect.any(String));
  });

  it.each<[string, bigint, string]>([
    ['8000.00', 800_000n, '8000.00'],
    ['8000', 800_000n, '8000.00'],
    ['0.5', 50n, '0.50'],
    ['0.05', 5n, '0.05'],
    ['0', 0n, '0.00'],
    ['-0.00', 0n, '0.00'],
    ['-12.3', -1230n, '-12.30'],
    ['-0.05', -5n, '-0.05'],
    ['999999999999.99', 99_999_999_999_999n, '999999999999.99'],
    ['007.10', 710n, '7.10'],
  ])('"%s" is %s cents, and answered as "%s"', (amount, cents, answered) => {
    expect(toCents(euros(amount))).toBe(cents);
    expect(fromCents(cents)).toEqual(euros(answered));
  });

  it('keeps every cent there and back, and sums to the cent', () => {
    const cents = fc.bigInt({ min: -99_999_999_999_999n, max: 99_999_999_999_999n });
    fc.assert(
      fc.property(cents, cents, (one, other) => {
        const { amount } = fromCents(one);
        expect(amount).toMatch(/^-?\d+\.\d\d$/);
        expect(toCents(fromCents(one))).toBe(one);
        expect(Money.safeParse(fromCents(one)).success).toBe(true);
        expect(toCents(fromCents(one)) + toCents(fromCents(other))).toBe(one + other);
      }),
    );
  });
});
