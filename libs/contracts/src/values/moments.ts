import { z } from 'zod';

/** PostgreSQL has no year 0, and of the first hundred years nobody is sure which ones are meant; nothing of the city is as old as these. */
const isOfOurTime = (text: string): boolean => !text.startsWith('0');
const longAgo = { message: 'Lies before the year 1000' };

/** An instant in UTC with milliseconds, as the platform answers it: `2027-05-15T20:59:59.999Z`. */
export const Instant = z.iso
  .datetime()
  .refine(isOfOurTime, longAgo)
  .meta({ id: 'Instant', format: 'date-time', description: 'RFC 3339, in UTC', examples: ['2027-05-15T20:59:59.999Z'] });

/** A calendar day: `2027-05-15`. */
export const Day = z.iso
  .date()
  .refine(isOfOurTime, longAgo)
  .meta({ id: 'Day', format: 'date', description: 'YYYY-MM-DD', examples: ['2027-05-15'] });

/** When something closes (G28): an instant, or a day, which ends when it ends in Helsinki. Answered as an instant. */
export const DayOrInstant = z
  .union([Day, Instant])
  .meta({ id: 'DayOrInstant', description: 'A day, which ends in Helsinki, or an instant', examples: ['2027-05-15', '2027-05-15T13:00:00Z'] });

const monthPattern = /^\d{4}-(0[1-9]|1[0-2])$/;

/**
 * A month or a day, kept with the precision in which it was given (R3): a programme
 * that ran "11/2020–12/2023" has no days, and none are invented.
 */
export const MonthOrDay = z
  .string()
  .refine((text) => monthPattern.test(text) || z.iso.date().safeParse(text).success, { message: 'Must be YYYY-MM or YYYY-MM-DD' })
  .meta({ id: 'MonthOrDay', description: 'YYYY-MM or YYYY-MM-DD, kept as given', examples: ['2020-11', '2023-12-31'] });
