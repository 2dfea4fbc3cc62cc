import { Day, DayOrInstant, Instant, MonthOrDay } from './moments.ts';

const takes = (schema: { safeParse: (value: unknown) => { success: boolean } }, value: unknown): boolean => schema.safeParse(value).success;

describe('an instant', () => {
  it.each(['2027-05-15T20:59:59.999Z', '2027-05-15T20:59:59Z', '2028-02-29T00:00:00.0Z'])('is %s', (text) => {
    expect(takes(Instant, text)).toBe(true);
  });

  it.each([
    '2027-05-15',
    '2027-05-15T20:59Z',
    '2027-05-15T20:59:59',
    '2027-05-15T20:59:59+03:00',
    '2027-05-15 20:59:59Z',
    '2027-02-29T00:00:00Z',
    '2027-05-15T24:00:00Z',
    '2027-05-15T20:60:00Z',
    '0000-01-01T00:00:00Z',
    '0099-12-31T23:59:59Z',
    '20270515T205959Z',
    '',
    'now',
    1_800_000_000,
    null,
  ])('is not %j', (value) => {
    expect(takes(Instant, value)).toBe(false);
  });
});

describe('a day', () => {
  it.each(['2027-05-15', '2028-02-29', '2000-02-29', '2027-12-31'])('is %s', (text) => {
    expect(takes(Day, text)).toBe(true);
  });

  it.each([
    '2027-02-29',
    '1900-02-29',
    '2027-04-31',
    '2027-13-01',
    '2027-00-10',
    '0000-01-01',
    '0099-12-31',
    '2027-1-1',
    '27-01-01',
    '2027/01/01',
    '2027-01-01T00:00:00Z',
    '2027-01',
    '',
    20_270_101,
  ])('is not %j', (value) => {
    expect(takes(Day, value)).toBe(false);
  });
});

describe('a month or a day', () => {
  it.each(['2020-11', '2023-12', '2023-01', '2023-12-31', '2024-02-29'])('is %s, as precise as it was given', (text) => {
    expect(MonthOrDay.parse(text)).toBe(text);
  });

  it.each(['2020', '2020-13', '2020-00', '2020-1', '2023-02-29', '2023-12-32', '11/2020', '2020-11-', ' 2020-11', '2020-11\n', 202_011, null])(
    'is not %j',
    (value) => {
      expect(takes(MonthOrDay, value)).toBe(false);
    },
  );
});

describe('when something closes', () => {
  it.each(['2027-05-15', '2027-05-15T13:00:00Z'])('is told as %s', (text) => {
    expect(DayOrInstant.parse(text)).toBe(text);
  });

  it.each(['2027-05', '2027-02-30', '2027-05-15T13:00', 'soon', null])('is not told as %j', (value) => {
    expect(takes(DayOrInstant, value)).toBe(false);
  });
});
