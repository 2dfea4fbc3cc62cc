/** The period and the money of a programme: API contract, R3 and G15. */
import { DomainError } from '@fiksu/service';
import fc from 'fast-check';
import { checkProgramme, exactly } from './programme.ts';

interface Faulty {
  pointer: string;
}

function faultsOf(period: { from: string; to: string | null }, amount?: string): string[] {
  try {
    checkProgramme({ period, grantedFunding: amount === undefined ? null : { amount, currency: 'EUR' } });
    return [];
  } catch (error) {
    expect(error).toMatchObject({ kind: 'Invalid' });
    return ((error as DomainError).members.errors as unknown as Faulty[]).map((fault) => fault.pointer);
  }
}

describe('the period of a programme', () => {
  it.each([
    ['2020-11', '2023-12'],
    ['2020-11', '2020-11'],
    ['2020-11-30', '2020-11-30'],
    ['2020-11', '2020-11-01'],
    ['2020-11-30', '2020-11'],
    ['2020-12-31', '2021-01'],
    ['2020-11', null],
  ])('may be %s to %s', (from, to) => {
    expect(faultsOf({ from, to })).toEqual([]);
  });

  it.each([
    ['2020-11', '2020-10'],
    ['2020-11', '2019-12'],
    ['2020-11-02', '2020-11-01'],
    ['2020-11', '2020-10-31'],
    ['2020-12-01', '2020-11'],
    ['2021-01-01', '2020-12'],
  ])('cannot be %s to %s', (from, to) => {
    expect(faultsOf({ from, to })).toEqual(['/period/to']);
  });

  it('is refused exactly where its last possible day lies before its first', () => {
    const day = fc
      .date({ min: new Date('2020-01-01T00:00:00Z'), max: new Date('2021-12-31T00:00:00Z'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
    const monthOrDay = fc.oneof(
      day,
      day.map((text) => text.slice(0, 7)),
    );
    const lastOf = (text: string) =>
      text.length === 10 ? text : new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5)), 0)).toISOString().slice(0, 10);
    const firstOf = (text: string) => (text.length === 10 ? text : `${text}-01`);
    fc.assert(fc.property(monthOrDay, monthOrDay, (from, to) => expect(faultsOf({ from, to })).toEqual(lastOf(to) < firstOf(from) ? ['/period/to'] : [])));
  });
});

describe('the money of a programme', () => {
  const period = { from: '2020-11', to: null };

  it.each(['0', '0.00', '8000', '8000.5', '8000.50', '1558294.00', '999999999999.99', '-0.00'])('may be %s', (amount) => {
    expect(faultsOf(period, amount)).toEqual([]);
  });

  it.each(['8000.005', '8000.000', '-1', '-0.01'])('cannot be %s', (amount) => {
    expect(faultsOf(period, amount)).toEqual(['/grantedFunding/amount']);
  });

  it('is told together with what is wrong with the period', () => {
    expect(faultsOf({ from: '2020-11', to: '2020-10' }, '-1').sort()).toEqual(['/grantedFunding/amount', '/period/to']);
  });

  it.each([
    ['8000', '8000.00'],
    ['8000.5', '8000.50'],
    ['8000.05', '8000.05'],
    ['0', '0.00'],
    ['-0', '0.00'],
    ['007.10', '7.10'],
    ['999999999999.99', '999999999999.99'],
  ])('%s is written %s: with exactly two decimals', (amount, exact) => {
    expect(exactly({ amount, currency: 'EUR' })).toEqual({ amount: exact, currency: 'EUR' });
  });
});
