import { Temporal } from 'temporal-polyfill';

const cityTimeZone = 'Europe/Helsinki';

/** The day that it is in the city at an instant: a day ends at 23:59:59.999 there (API contract §1). */
export const helsinkiDay = (instant: string): string => Temporal.Instant.from(instant).toZonedDateTimeISO(cityTimeZone).toPlainDate().toString();

/** @param days may be negative */
export const daysAfter = (day: string, days: number): string => Temporal.PlainDate.from(day).add({ days }).toString();

/** How many days lie between two days: one from a day to the next. */
export const daysBetween = (earlier: string, later: string): number => Temporal.PlainDate.from(earlier).until(Temporal.PlainDate.from(later)).days;
