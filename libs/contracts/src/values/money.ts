import { z } from 'zod';

const decimalPattern = /^-?\d{1,12}(\.\d{1,20})?$/;
const centsPerEuro = 100n;

/**
 * An amount of money: a decimal string, never a JSON number (G15). The schema takes what
 * is a decimal at all; {@link moneyFault} tells what the rules of money forbid.
 */
export const Money = z
  .strictObject({
    amount: z
      .string()
      .regex(decimalPattern, 'Must be a decimal string such as "8000.00"')
      .meta({ examples: ['8000.00'] }),
    currency: z.literal('EUR'),
  })
  .meta({ id: 'Money', description: 'Decimal string with two decimals; EUR only' });
export type Money = z.infer<typeof Money>;

/** What is wrong with an amount that must not be negative, or null: at most two decimals, at least zero. */
export function moneyFault(money: Money): string | null {
  if ((money.amount.split('.')[1] ?? '').length > 2) return 'At most two decimals';
  if (money.amount.startsWith('-') && /[1-9]/.test(money.amount)) return 'Must not be negative';
  return null;
}

/** Euro cents of an amount with at most two decimals. */
export function toCents(money: Money): bigint {
  const [euros = '0', decimals = ''] = money.amount.replace('-', '').split('.');
  const cents = BigInt(euros) * centsPerEuro + BigInt(decimals.padEnd(2, '0').slice(0, 2));
  return money.amount.startsWith('-') ? -cents : cents;
}

/** The amount of some cents, with exactly two decimals. */
export function fromCents(cents: bigint): Money {
  const absolute = cents < 0n ? -cents : cents;
  const amount = `${absolute / centsPerEuro}.${String(absolute % centsPerEuro).padStart(2, '0')}`;
  return { amount: cents < 0n ? `-${amount}` : amount, currency: 'EUR' };
}
