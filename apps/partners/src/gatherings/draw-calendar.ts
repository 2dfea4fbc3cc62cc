/** Gatherings as an iCalendar (RFC 5545) that people subscribe to. Pure: no clock, no database. */
import { LANGUAGES, type Language, type LocalisedText } from '@fiksu/contracts';
import { getVtimezoneComponent } from '@touch4it/ical-timezones';
import ical, { ICalEventStatus, type ICalEventData } from 'ical-generator';
import { Temporal } from 'temporal-polyfill';
import type { Gathering } from './gathering.ts';

const timeZone = 'Europe/Helsinki';
const refreshSeconds = 3600;

const names: LocalisedText & Record<Language, string> = {
  fi: 'Fiksu kaupunki: tilaisuudet',
  sv: 'Fiksu kaupunki: evenemang',
  en: 'Fiksu kaupunki: gatherings',
};

/** Text in this language, or in the first that there is. */
export const inLanguage = (text: LocalisedText, language: Language): string =>
  [language, ...LANGUAGES].map((each) => text[each]).find((words) => words !== undefined) ?? '';

/**
 * The calendar of these gatherings. An entry is known by its UID, `<id>@<host>`, which never changes, and is newer by its
 * SEQUENCE, which rises with each change: so a moved one moves, and a cancelled one is struck through instead of vanishing.
 * @param terms.host of the platform, for the UIDs: `fiksu.hel.fi`
 */
export function drawCalendar(gatherings: readonly Gathering[], { host, language }: { host: string; language: Language }): string {
  const calendar = ical({ prodId: { company: 'Fiksu', product: 'gatherings', language: language.toUpperCase() }, name: names[language], ttl: refreshSeconds });
  // The entries have a time zone and the calendar has none, else stamps, which are UTC (RFC 5545, 3.8.7.2), would be written in it.
  calendar.timezone({ name: null, generator: getVtimezoneComponent }).x('X-WR-TIMEZONE', timeZone);
  for (const gathering of gatherings) calendar.createEvent(entryOf(gathering, host, language));
  return `${calendar.toString()}\r\n`;
}

/**
 * Whether clocks in the city tell an instant apart from all others: of the hour that comes twice when summer time ends some
 * programs take the first and some the second, so that an entry within it is written in UTC.
 */
function isToldByTheClock(instant: string): boolean {
  const clock = Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDateTime();
  const [first, last] = (['earlier', 'later'] as const).map((disambiguation) => clock.toZonedDateTime(timeZone, { disambiguation }).epochMilliseconds);
  return first === last;
}

function entryOf(gathering: Gathering, host: string, language: Language): ICalEventData {
  const { id, version, status, title, description, place, startsAt, endsAt, topics, cancellationReason, createdAt, updatedAt } = gathering;
  const said = [cancellationReason, description].flatMap((text) => (text === null ? [] : [inLanguage(text, language)]));
  const [longitude, latitude] = place.location?.coordinates ?? [];
  const geo = longitude === undefined || latitude === undefined ? {} : { geo: { lat: latitude, lon: longitude } };
  return {
    id: `${id}@${host}`,
    sequence: version - 1,
    status: status === 'cancelled' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    timezone: [startsAt, endsAt].every(isToldByTheClock) ? timeZone : null,
    ...{ start: Temporal.Instant.from(startsAt), end: Temporal.Instant.from(endsAt) },
    ...{ stamp: Temporal.Instant.from(updatedAt), created: Temporal.Instant.from(createdAt), lastModified: Temporal.Instant.from(updatedAt) },
    summary: inLanguage(title, language),
    ...(said.length === 0 ? {} : { description: said.join('\n\n') }),
    location: { title: inLanguage(place.name, language), ...geo },
    categories: topics.map((name) => ({ name })),
  };
}
