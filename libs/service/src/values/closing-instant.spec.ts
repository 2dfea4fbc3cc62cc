import { closingInstant } from './closing-instant.ts';

describe('what closes', () => {
  it.each([
    ['2027-05-15', '2027-05-15T20:59:59.999Z'],
    ['2027-01-15', '2027-01-15T21:59:59.999Z'],
    ['2027-12-31', '2027-12-31T21:59:59.999Z'],
    ['2028-02-29', '2028-02-29T21:59:59.999Z'],
  ])('on the day %s closes when the day ends in Helsinki', (day, instant) => {
    expect(closingInstant(day)).toBe(instant);
  });

  it.each([
    ['2027-03-27', '2027-03-27T21:59:59.999Z'],
    ['2027-03-28', '2027-03-28T20:59:59.999Z'],
    ['2027-10-30', '2027-10-30T20:59:59.999Z'],
    ['2027-10-31', '2027-10-31T21:59:59.999Z'],
  ])('about a change of the clocks closes by that of its evening: %s', (day, instant) => {
    expect(closingInstant(day)).toBe(instant);
  });

  it.each([
    ['2027-05-15T13:00:00Z', '2027-05-15T13:00:00.000Z'],
    ['2027-05-15T13:00:07Z', '2027-05-15T13:00:07.000Z'],
    ['2027-05-15T13:00:07.25Z', '2027-05-15T13:00:07.250Z'],
    ['2027-05-15T20:59:59.999Z', '2027-05-15T20:59:59.999Z'],
    ['2027-05-15T20:59:59.999999Z', '2027-05-15T20:59:59.999Z'],
  ])('at the instant %s keeps its seconds and milliseconds', (sent, instant) => {
    expect(closingInstant(sent)).toBe(instant);
  });

  it('says the same when it is told what it has said', () => {
    expect(closingInstant(closingInstant('2027-05-15'))).toBe('2027-05-15T20:59:59.999Z');
  });
});
