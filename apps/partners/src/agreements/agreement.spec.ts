/** An agreement is in force by its signature and its days, whatever was written down of it: API contract, P5 and G17. */
import { DomainError } from '@fiksu/service';
import fc from 'fast-check';
import {
  AGREEMENT_STATUSES,
  allowedIn,
  checkFrozen,
  checkRemovable,
  checkValidity,
  cityDayOf,
  dayAfter,
  endOf,
  isDuration,
  isInForce,
  sign,
  statusOn,
  terminate,
  type Agreement,
} from './agreement.ts';

const agreement = (terms: Partial<Agreement> = {}): Agreement => ({
  ...{ id: '01936a5c-8f00-7cc3-98c4-dc0c0c0739b0', version: 1, status: 'draft', createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' },
  ...{ kind: 'pilot', title: { fi: 'Kokeilusopimus' }, parties: ['01936a5c-8f00-7cc3-98c4-dc0c0c0739a0'], districts: [] },
  ...{ validFrom: '2026-01-01', validUntil: '2026-12-31', signedOn: null, terminationReason: null, attachments: [] },
  ...terms,
});
const signed = (terms: Partial<Agreement> = {}) => agreement({ status: 'signed', signedOn: '2026-01-05', ...terms });
const refusal = (act: () => unknown): [string, string | undefined, unknown] => {
  try {
    act();
  } catch (error) {
    const { code, members } = error as DomainError;
    return [code, (members.errors?.[0] as { pointer?: string } | undefined)?.pointer, members.allowed];
  }
  return ['done', undefined, undefined];
};

describe('in force', () => {
  it.each([
    ['2025-12-31', false, 'signed'],
    ['2026-01-01', true, 'signed'],
    ['2026-12-31', true, 'signed'],
    ['2027-01-01', false, 'expired'],
  ])('is one that is signed, from its first day to its last: on %s', (today, inForce, status) => {
    expect([isInForce(signed(), today), statusOn(signed(), today)]).toEqual([inForce, status]);
    expect(isInForce(agreement(), today)).toBe(false);
  });

  it('is what is signed and within its days, on every day there is', () => {
    const day = fc.date({ min: new Date('2000-01-01'), max: new Date('2060-01-01'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10));
    fc.assert(
      fc.property(fc.constantFrom(...AGREEMENT_STATUSES), day, fc.option(day), day, (status, validFrom, validUntil, today) => {
        const one = agreement({ status, validFrom, validUntil });
        const shown = statusOn(one, today);
        // By hand: not over, begun, and signed by all.
        const over = validUntil !== null && Date.parse(today) > Date.parse(validUntil);
        expect(isInForce(one, today)).toBe(status === 'signed' && Date.parse(today) >= Date.parse(validFrom) && !over);
        // Time alone leads from signed to expired, and nowhere else.
        expect(shown).toBe(status === 'signed' && over ? 'expired' : status);
        // What is over stays over.
        if (shown === 'expired') expect(statusOn(one, dayAfter(today, 'P1D'))).toBe('expired');
      }),
    );
  });

  it('ends at midnight in the city, in summer and in winter', () => {
    expect([endOf('2026-12-31'), endOf('2026-06-30'), endOf('2027-03-27'), endOf('2027-03-28')]).toEqual([
      ...['2026-12-31T22:00:00.000Z', '2026-06-30T21:00:00.000Z', '2027-03-27T22:00:00.000Z', '2027-03-28T21:00:00.000Z'],
    ]);
    expect([cityDayOf('2026-12-31T21:59:59.999Z'), cityDayOf('2026-12-31T22:00:00.000Z')]).toEqual(['2026-12-31', '2027-01-01']);
  });
});

describe('an agreement', () => {
  it('is drafted, signed, and then terminated or expired: no way leads back', () => {
    expect(AGREEMENT_STATUSES.map((status) => [status, allowedIn(status)])).toEqual([
      ['draft', ['sign']],
      ['signed', ['terminate']],
      ['terminated', []],
      ['expired', []],
    ]);
    expect(refusal(() => terminate(agreement(), { fi: 'Syy' }, '2026-06-01'))).toEqual(['illegal-transition', undefined, ['sign']]);
    expect(refusal(() => sign(signed(), '2026-01-05', '2026-06-01'))).toEqual(['illegal-transition', undefined, ['terminate']]);
  });

  it('that has run out is not terminated, also before anybody has written down that it has', () => {
    expect(refusal(() => terminate(signed(), { fi: 'Syy' }, '2027-01-01'))).toEqual(['illegal-transition', undefined, []]);
    expect(terminate(signed(), { fi: 'Syy' }, '2026-12-31')).toMatchObject({ status: 'terminated', terminationReason: { fi: 'Syy' } });
  });

  it('is not signed on a day that is still to come', () => {
    expect(refusal(() => sign(agreement(), '2026-06-02', '2026-06-01'))).toEqual(['invalid', '/on', undefined]);
    expect(sign(agreement(), '2026-06-01', '2026-06-01')).toMatchObject({ status: 'signed', signedOn: '2026-06-01' });
  });

  it('begins before it ends, on the same day at the latest', () => {
    expect(refusal(() => checkValidity({ validFrom: '2026-01-02', validUntil: '2026-01-01' }))[1]).toBe('/validUntil');
    for (const validUntil of ['2026-01-01', null]) expect(refusal(() => checkValidity({ validFrom: '2026-01-01', validUntil }))[0]).toBe('done');
  });

  it('says after it is signed what was signed', () => {
    for (const member of [{ kind: 'nda' }, { parties: [] }, { validFrom: '2026-02-01' }, { validUntil: null }] as Partial<Agreement>[])
      expect(refusal(() => checkFrozen(signed(), signed(member)))).toEqual(['read-only', `/${Object.keys(member)[0] as string}`, undefined]);
    expect(refusal(() => checkFrozen(signed(), signed({ title: { fi: 'Sopimus' }, districts: ['malmi'] })))[0]).toBe('done');
    expect(refusal(() => checkFrozen(agreement(), agreement({ kind: 'nda' })))[0]).toBe('done');
  });

  it('is removed while it is a draft, and kept from then on', () => {
    expect(refusal(() => checkRemovable(agreement(), '2026-06-01'))[0]).toBe('done');
    for (const today of ['2026-06-01', '2027-06-01']) expect(refusal(() => checkRemovable(signed(), today))[0]).toBe('illegal-transition');
  });
});

describe('a duration from today', () => {
  it.each([
    ['2026-01-31', 'P1M', '2026-02-28'],
    ['2026-03-28', 'P30D', '2026-04-27'],
    ['2026-03-28', 'P2W', '2026-04-11'],
    ['2024-02-29', 'P1Y', '2025-02-28'],
    ['2026-03-28', 'PT36H', '2026-03-29'],
    ['2026-03-28', 'P0D', '2026-03-28'],
    ['2026-03-28', 'P9999Y', '9999-12-31'],
  ])('counts from %s by %s to %s', (today, duration, day) => {
    expect([isDuration(duration), dayAfter(today, duration)]).toEqual([true, day]);
  });

  it.each(['-P1D', 'P', '30', 'P30', 'D30', '', '2026-01-01', 'P1D1D'])('is not %j', (text) => {
    expect(isDuration(text)).toBe(false);
  });
});
