import { Faults } from '@fiksu/service';

/** When something is to be done: months or days, kept as precisely as they were given. */
export interface Window {
  from: string | null;
  to: string | null;
}

/** The first and the last day that a month or a day can mean, as text that sorts. */
const firstDay = (period: string): string => (period.length === 7 ? `${period}-01` : period);
const lastDay = (period: string): string => (period.length === 7 ? `${period}-31` : period);

/** A window ends where it begins or later; 2026-03 to 2026-03-05 does. */
export function checkWindow(window: Window | null, at: string, faults: Faults): void {
  if (window?.from && window.to && lastDay(window.to) < firstDay(window.from)) faults.add(`${at}/window/to`, 'Lies before the beginning');
}
