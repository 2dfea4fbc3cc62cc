import { eventAbout, familyOf } from '../../test/hearing-service.ts';
import { readEvent } from './read-event.ts';

const things = familyOf('telling');
const subject = 'fiksu.telling.thing.changed.v1';
const event = eventAbout('one', 3, { amount: 7 });
const read = (text: string, of = subject) => readEvent(text, of, 12, [things]);

describe('a message', () => {
  it('is read as its type says, without what the type does not name', () => {
    const sent = { ...event, extra: 1, data: { ...event.data, extra: 1 } };
    expect(read(JSON.stringify(sent))).toMatchObject({ id: event.id, type: subject, aggregate: 'things/one', version: 3, seq: 12, event });
    expect(read(JSON.stringify(sent))?.event?.data).not.toHaveProperty('extra');
  });

  it('about something else is none of ours, whatever is in it', () => {
    expect(read('no JSON', 'fiksu.telling.other.changed.v1')).toBeNull();
    expect(read(JSON.stringify(event), 'fiksu.else.thing.changed.v1')).toBeNull();
  });

  it('of a participle that is not known yet carries the state as the others do', () => {
    const type = 'fiksu.telling.thing.polished.v1';
    expect(read(JSON.stringify({ ...event, type }), type)?.event).toMatchObject({ type, data: { amount: 7 } });
  });

  it('of what was deleted tells its id and version', () => {
    const gone = eventAbout('one', 4, { action: 'delete' });
    expect(read(JSON.stringify(gone), gone.type)?.event).toMatchObject({ aggregateversion: 4, data: { id: 'one', version: 4 } });
  });

  it.each([
    ['that is no JSON', 'SECRET {', ''],
    ['that is no event', '{"id":"SECRET"}', ''],
    ['of a version that is not known', JSON.stringify({ ...event, type: 'fiksu.telling.thing.changed.v2' }), 'things/one'],
    ['that does not fit its type', JSON.stringify({ ...event, data: { ...event.data, amount: 'SECRET' } }), 'things/one'],
  ])('%s is none, and is named all the same, without a word of it', (_, text, aggregate) => {
    const received = read(text);
    expect(received).toMatchObject({ event: null, aggregate, text, fault: expect.stringMatching(/.{5}/), id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(received?.fault).not.toContain('SECRET');
    expect(read(text)?.id).toBe(received?.id);
  });
});
