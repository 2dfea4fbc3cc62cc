/** What whom an event tells: API contract, "Events out", G7, G8 and G21. */
import { defineEvents, EventText, exampleEvent, type CloudEvent } from '@fiksu/contracts';
import { z } from 'zod';
import { renderEvent, type EventReader } from './render-event.ts';

/** As of a pilot in preparation: its title is for those who work for the city, and everybody may know where it is. */
const family = defineEvents({
  service: 'pilots',
  noun: 'pilot',
  collection: 'pilots',
  state: z.object({ id: z.string(), version: z.int(), status: z.string(), title: EventText, districts: z.array(z.string()) }),
  outline: ['districts'],
  mentioned: ['plan'],
  types: { change: { type: 'fiksu.pilots.pilot.changed.v1', title: { en: 'A pilot was changed' } } },
  example: { id: 'p', version: 3, status: 'preparation', title: { en: 'Robot bus' }, districts: ['malmi', 'pasila'] },
});

const change = {
  action: 'change',
  from: 'preparation',
  to: 'preparation',
  fields: ['/title', '/districts', '/plan', '/status'],
  by: 'coordinator',
  reason: { en: 'Mr X' },
};
const eventOf = (visibility: 'public' | 'internal', state: object = {}): CloudEvent => {
  const event = exampleEvent(family, 'change');
  return { ...event, data: { ...event.data, ...state, change, visibility } };
};
const stored = { id: 'p', version: 3, status: 'preparation', title: { en: 'Robot bus' }, districts: ['malmi', 'pasila'] };

const platform: EventReader = { roles: ['platform'], limits: null };
const coordinator: EventReader = { roles: ['coordinator'], limits: null };
const of = (...limits: string[]): EventReader => ({ roles: ['coordinator'], limits });

describe('an event', () => {
  it.each<[string, EventReader]>([
    ['platforms', platform],
    ['coordinators', coordinator],
    ['admins', { roles: ['admin'], limits: null }],
    ['coordinators of elsewhere', of('kalasatama')],
    ['coordinators of nowhere', of()],
  ])('that is public tells %s everything but who may read it', (_, reader) => {
    const event = eventOf('public');
    expect(renderEvent(event, family, reader)).toEqual({ ...event, data: { ...stored, change } });
  });

  it.each<[string, EventReader]>([
    ['coordinators', coordinator],
    ['admins', { roles: ['admin'], limits: null }],
    ['platforms that coordinate as well', { roles: ['platform', 'coordinator'], limits: null }],
    ['coordinators of one of its districts', of('pasila', 'kalasatama')],
  ])('that is not tells %s as much as it tells services', (_, reader) => {
    expect(renderEvent(eventOf('internal'), family, reader)?.data).toEqual({ ...stored, change });
  });

  it('that is not tells platforms its outline: no words, no reason, and no names of what has changed unseen', () => {
    const event = eventOf('internal');
    const { title: _, ...outline } = stored;
    const { reason: __, ...happened } = change;
    expect(renderEvent(event, family, platform)).toEqual({ ...event, data: { ...outline, change: { ...happened, fields: ['/districts', '/status'] } } });
  });

  it('of a type that is not sent any more tells platforms that something happened to it', () => {
    const { reason: _, ...happened } = change;
    const { id, version, status } = stored;
    expect(renderEvent(eventOf('internal'), undefined, platform)?.data).toEqual({ id, version, status, change: { ...happened, fields: ['/status'] } });
    expect(renderEvent(eventOf('public'), undefined, platform)?.data).toEqual({ ...stored, change });
  });

  it.each([
    [{ districts: ['malmi'] }, false],
    [{ districts: ['malmi', 'pasila'] }, true],
    [{ districts: [] }, false],
    [{ districts: undefined, district: 'pasila' }, true],
    [{ districts: undefined, district: 'malmi' }, false],
    [{ districts: undefined, district: null }, true],
    [{ districts: undefined }, true],
    [{ districts: null }, true],
  ])('that is not public, with %j, reaches a coordinator of pasila: %s', (state, expected) => {
    expect(renderEvent(eventOf('internal', state), family, of('pasila')) !== null).toBe(expected);
  });

  it('of a visibility that is not known yet is not public', () => {
    const event = eventOf('internal');
    const later = { ...event, data: { ...event.data, visibility: 'partners' } } as unknown as CloudEvent;
    expect(renderEvent(later, family, platform)?.data).not.toHaveProperty('title');
    expect(renderEvent(later, family, of('kalasatama'))).toBeNull();
  });
});
