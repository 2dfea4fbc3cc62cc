import { Temporal } from 'temporal-polyfill';

const cityTimeZone = 'Europe/Helsinki';
const lastMoment = '23:59:59.999';

/**
 * The instant at which something closes (G28): a day ends when it ends in the city, an instant is
 * itself. Always answered as an instant, with milliseconds.
 */
export function closingInstant(dayOrInstant: string): string {
  const instant = dayOrInstant.includes('T')
    ? Temporal.Instant.from(dayOrInstant)
    : Temporal.PlainDate.from(dayOrInstant).toZonedDateTime({ timeZone: cityTimeZone, plainTime: lastMoment }).toInstant();
  return instant.toString({ fractionalSecondDigits: 3, roundingMode: 'trunc' });
}
