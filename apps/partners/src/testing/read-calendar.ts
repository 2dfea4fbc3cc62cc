import ICAL from 'ical.js';

export interface Entry {
  uid: string;
  sequence: number;
  status: string;
  summary: string;
  description: string | null;
  location: string | null;
  /** Longitude and latitude. */
  place: [number, number] | null;
  timeZone: string;
  /** Instants, UTC. */
  startsAt: string;
  endsAt: string;
  stamp: string;
}

/** The entries of a calendar as a program that subscribes to it reads them, with the time zones that it brings along. */
export function readCalendar(text: string): Map<string, Entry> {
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
  const zones = new Map(calendar.getAllSubcomponents('vtimezone').map((zone) => [String(zone.getFirstPropertyValue('tzid')), new ICAL.Timezone(zone)]));
  const entries = calendar.getAllSubcomponents('vevent').map((component) => entryOf(component, zones));
  return new Map(entries.map((entry) => [entry.uid, entry]));
}

function entryOf(component: InstanceType<typeof ICAL.Component>, zones: ReadonlyMap<string, InstanceType<typeof ICAL.Timezone>>): Entry {
  const valueOf = (name: string): unknown => component.getFirstPropertyValue(name);
  const textOf = (name: string): string | null => (valueOf(name) === null ? null : String(valueOf(name)));
  const zoneOf = (name: string): string => String(component.getFirstProperty(name)?.getFirstParameter('tzid') ?? 'UTC');
  const instantOf = (name: string): string => {
    const time = valueOf(name) as InstanceType<typeof ICAL.Time>;
    time.zone = zones.get(zoneOf(name)) ?? time.zone;
    return new Date(time.toUnixTime() * 1000).toISOString();
  };
  const [latitude, longitude] = (valueOf('geo') as number[] | null) ?? [];
  return {
    ...{ uid: String(valueOf('uid')), sequence: Number(valueOf('sequence')), status: String(valueOf('status')), summary: String(valueOf('summary')) },
    ...{ description: textOf('description'), location: textOf('location'), timeZone: zoneOf('dtstart') },
    place: longitude === undefined || latitude === undefined ? null : [longitude, latitude],
    ...{ startsAt: instantOf('dtstart'), endsAt: instantOf('dtend'), stamp: instantOf('dtstamp') },
  };
}
