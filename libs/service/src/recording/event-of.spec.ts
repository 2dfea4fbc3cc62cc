import type { CloudEvent, Visibility } from '@fiksu/contracts';
import { defineEvents } from '@fiksu/contracts';
import { z } from 'zod';
import { noteEvents } from '../../test/note-events.ts';
import type { Note } from '../../test/notes.ts';
import { Caller, type Role } from '../access/caller.ts';
import { eventOf } from './event-of.ts';

const id = '01936a5c-8f00-7cc3-98c4-dc0c0c073980';
const at = '2026-11-25T08:00:00.000Z';
const earlier = '2026-11-20T08:00:00.000Z';
const trace = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

/** A note as its row is: with members that are for coordinators, for the crowd, and for nobody. */
const note = (own: Partial<Note> = {}): Note => ({
  ...{ id, version: 4, status: 'published', title: { fi: 'Penkki', en: 'A bench' }, body: null, district: 'malmi', topics: ['shade'], priority: 3 },
  ...{
    labels: { from: 'walk' },
    links: [],
    window: null,
    place: null,
    internal: 'ask Aino',
    attachments: [],
    likes: 7,
    retiredBecause: null,
    createdAt: earlier,
    updatedAt: earlier,
  },
  ...own,
});

const by = (...roles: Role[]): Caller =>
  new Caller({
    at,
    claims: { sub: 'maija.meikalainen', roles, org: null, districts: null, scopes: [], expiresAtMs: 0 },
    ifMatch: null,
    traceparent: trace,
    hashOf: () => '',
  });

const visibilityOf = ({ status }: Note): Visibility => (status === 'draft' ? 'internal' : 'public');
type Happened = Parameters<typeof eventOf<Note>>[1];
const told = (happened: Partial<Happened>): CloudEvent =>
  eventOf(noteEvents, { before: null, next: null, action: 'change', by: by('coordinator'), visibilityOf, ...happened });
const changed = (before: Partial<Note>, next: Partial<Note>, more: Partial<Happened> = {}): CloudEvent =>
  told({ before: note(before), next: note({ version: 5, updatedAt: at, ...next }), ...more });

describe('the event of a change', () => {
  it('is a CloudEvent about the resource as it now is', () => {
    const event = told({ next: note({ version: 1 }), action: 'create' });
    expect(event).toEqual({
      specversion: '1.0',
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      source: '/notes/v1',
      type: 'fiksu.notes.note.created.v1',
      subject: `notes/${id}`,
      time: at,
      datacontenttype: 'application/json',
      aggregateversion: 1,
      traceparent: trace,
      data: {
        ...{ id, version: 1, status: 'published', title: { fi: 'Penkki', en: 'A bench' }, body: null, district: 'malmi', topics: ['shade'], priority: 3 },
        ...{ createdAt: earlier, updatedAt: earlier },
        change: { action: 'create', from: null, to: 'published', fields: [], by: 'coordinator' },
        visibility: 'public',
      },
    });
  });

  it('has an id of its own', () => {
    expect(changed({}, { priority: 4 }).id).not.toBe(changed({}, { priority: 4 }).id);
  });

  it('carries no trace where there is none', () => {
    expect(changed({}, { priority: 4 }, { by: Caller.nobody(at) })).not.toHaveProperty('traceparent');
  });

  it('tells from which state to which', () => {
    const { type, aggregateversion, data } = changed({ status: 'draft' }, { status: 'published' }, { action: 'publish' });
    expect([type, aggregateversion, data.version]).toEqual(['fiksu.notes.note.published.v1', 5, 5]);
    expect(data.change).toEqual({ action: 'publish', from: 'draft', to: 'published', fields: [], by: 'coordinator' });
  });

  it.each<[says: string, by: Caller]>([
    ['admin', by('resident', 'admin', 'coordinator')],
    ['coordinator', by('platform', 'coordinator')],
    ['platform', by('platform')],
    ['resident', by('resident')],
    ['resident', new Caller({ at, claims: null, ifMatch: null, hashOf: () => '' })],
    ['rule', Caller.nobody(at, 'rule')],
    ['clock', Caller.nobody(at, 'clock')],
  ])('tells the role of who did it, never the person: %s', (says, who) => {
    const event = changed({}, { priority: 4 }, { by: who });
    expect(event.data.change.by).toBe(says);
    expect(JSON.stringify(event)).not.toContain('maija');
  });
});

describe('what an event tells of a state', () => {
  it('is what its family names, and nothing else of the row', () => {
    const text = JSON.stringify(changed({}, { priority: 4, internal: 'ask Aino again', likes: 8 }));
    for (const member of ['internal', 'ask Aino', 'likes', 'labels', 'window', 'place', 'retiredBecause', '"links"']) expect(text).not.toContain(member);
  });

  it('is the outline alone where it is not public', () => {
    expect(told({ next: note({ version: 1, status: 'draft' }), action: 'create', by: by('resident') }).data).toEqual({
      ...{ id, version: 1, status: 'draft', district: 'malmi', createdAt: earlier, updatedAt: earlier },
      change: { action: 'create', from: null, to: 'draft', fields: [], by: 'resident' },
      visibility: 'internal',
    });
  });

  it('is decided by what it becomes: what is published is told whole, what is taken back is not', () => {
    const published = changed({ status: 'draft' }, { status: 'published' }, { action: 'publish' });
    expect(published.data).toMatchObject({ visibility: 'public', title: { fi: 'Penkki', en: 'A bench' } });
    const takenBack = changed({ status: 'published' }, { status: 'draft' });
    expect(takenBack.data).not.toHaveProperty('title');
    expect(takenBack.data).toMatchObject({ visibility: 'internal', change: { from: 'published', to: 'draft' } });
  });

  it('is the outline of what was deleted, for those who could read it before', () => {
    for (const [status, visibility] of [
      ['published', 'public'],
      ['draft', 'internal'],
    ] as const) {
      const event = told({ before: note({ status }), action: 'delete', reason: { fi: 'Kaksoiskappale' } });
      expect(event).toMatchObject({ type: 'fiksu.notes.note.deleted.v1', subject: `notes/${id}`, time: at, aggregateversion: 5 });
      const { change, ...left } = event.data;
      expect(left).toEqual({ id, version: 5, status, district: 'malmi', createdAt: earlier, updatedAt: earlier, visibility });
      expect(change).toMatchObject({ action: 'delete', from: status, to: null, fields: [], by: 'coordinator' });
    }
  });
});

describe('the fields of a change', () => {
  const fieldsOf = (before: Partial<Note>, next: Partial<Note>): string[] => changed(before, next).data.change.fields;

  it('are the members that differ, but for those that differ with every change', () => {
    expect(fieldsOf({}, { title: { fi: 'Penkki' }, priority: 4 })).toEqual(['/title', '/priority']);
    expect(fieldsOf({}, { status: 'retired' })).toEqual([]);
    expect(fieldsOf({}, {})).toEqual([]);
  });

  it('are compared by what they say: the order of members says nothing, that of a list does', () => {
    expect(fieldsOf({ title: { fi: 'Penkki', en: 'A bench' } }, { title: { en: 'A bench', fi: 'Penkki' } })).toEqual([]);
    expect(fieldsOf({ topics: ['a', 'b'] }, { topics: ['b', 'a'] })).toEqual(['/topics']);
    expect(fieldsOf({ body: null }, { body: undefined as unknown as null })).toEqual([]);
  });

  it('name no member that is not told', () => {
    expect(fieldsOf({}, { internal: 'else', likes: 9, labels: {}, priority: 4 })).toEqual(['/priority']);
    expect(fieldsOf({ status: 'draft' }, { status: 'draft', title: { fi: 'Toinen' }, priority: 4, district: 'pasila' })).toEqual(['/district']);
  });

  it('name what is too large to be told, public or not', () => {
    const links = [{ url: 'https://example.org/a' }];
    for (const status of ['published', 'draft'] as const) {
      const event = changed({ status }, { status, links });
      expect(event.data.change.fields).toEqual(['/links']);
      expect(event.data).not.toHaveProperty('links');
    }
  });
});

describe('the reason of a change', () => {
  const reason = { fi: 'Nimeää henkilön' };

  it('is told of what is public', () => {
    expect(changed({}, { status: 'retired' }, { action: 'retire', reason }).data.change).toMatchObject({ action: 'retire', reason });
  });

  it('is not told of what is not: it is what somebody wrote', () => {
    const event = changed({ status: 'published' }, { status: 'draft' }, { reason });
    expect(event.data.change).not.toHaveProperty('reason');
    expect(JSON.stringify(event)).not.toContain(reason.fi);
  });

  it('is left out where none was given', () => {
    for (const none of [null, undefined]) expect(changed({}, { status: 'retired' }, { reason: none }).data.change).not.toHaveProperty('reason');
  });
});

describe('an event that could not be sent', () => {
  const bytesMax = 262_144;
  const withBody = (length: number) => () => changed({}, { body: { fi: 'x'.repeat(length) } });

  it('is refused with its change: 413', () => {
    const rest = Buffer.byteLength(JSON.stringify(withBody(1)())) - 1;
    expect(Buffer.byteLength(JSON.stringify(withBody(bytesMax - rest)()))).toBe(bytesMax);
    let refusal: unknown;
    try {
      withBody(bytesMax - rest + 1)();
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toMatchObject({ kind: 'TooLarge', code: 'too-large' });
  });

  it('is measured in bytes, not in characters', () => {
    expect(() => changed({}, { body: { fi: 'ä'.repeat(bytesMax / 2) } })).toThrow('262144 bytes');
  });

  it('is a fault of ours where nobody has named it, or the state is none that the family knows', () => {
    expect(() => changed({}, {}, { action: 'like' })).toThrow('fiksu.notes.note has no event for "like"');
    expect(() => changed({}, { district: 'No Slug' })).toThrow('district');
  });
});

describe('a resource without states', () => {
  const lampEvents = defineEvents({
    ...{ service: 'notes', noun: 'lamp', collection: 'lamps', outline: [] },
    state: z.object({ id: z.string(), version: z.int(), watts: z.int() }),
    types: { change: { type: 'fiksu.notes.lamp.changed.v1', title: { en: 'A lamp was changed' } } },
    example: { id, version: 1, watts: 40 },
  });

  it('goes from none to none', () => {
    const lamp = { id, version: 1, watts: 40, createdAt: earlier, updatedAt: earlier };
    const visibility = () => 'public' as const;
    const { data } = eventOf(lampEvents, {
      before: lamp,
      next: { ...lamp, version: 2, watts: 9 },
      action: 'change',
      by: by('admin'),
      visibilityOf: visibility,
    });
    expect(data).toEqual({
      id,
      version: 2,
      watts: 9,
      change: { action: 'change', from: null, to: null, fields: ['/watts'], by: 'admin' },
      visibility: 'public',
    });
  });
});
