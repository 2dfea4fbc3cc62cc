/** What may be taken out of an event that has gone out already: API contract, "Operations". */
import { exampleEvent, needEvents, programmeEvents, districtEvents, type CloudEvent, type EventFamily } from '@fiksu/contracts';
import { DomainError } from '../problems/domain-error.ts';
import { redactPointers } from './redact-pointers.ts';

const fits = (family: EventFamily) => (event: CloudEvent) => family.schemaOf('change').safeParse(event).success;
const anything = () => true;

/** What stands at these pointers after it; undefined for nothing. */
function after(event: CloudEvent, pointers: string[], family: EventFamily) {
  const redacted = redactPointers(event, pointers, fits(family));
  const at = (pointer: string) =>
    pointer
      .slice(1)
      .split('/')
      .reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], redacted);
  return { redacted, at };
}

function faultsOf(event: CloudEvent, pointers: string[], check: (event: CloudEvent) => boolean = anything): string[] {
  try {
    redactPointers(event, pointers, check);
    return [];
  } catch (error) {
    expect(error).toMatchObject({ kind: 'Invalid' });
    return ((error as DomainError).members.errors as { pointer: string }[]).map(({ pointer }) => pointer);
  }
}

const need = exampleEvent(needEvents, 'change');
const withReason: CloudEvent = { ...need, data: { ...need.data, change: { ...need.data.change, reason: { fi: 'Matti pyysi' } } } };

describe('taking something out of an event', () => {
  it('takes out what the event can do without, and leaves the rest and the original as they are', () => {
    const before = structuredClone(need);
    const { redacted, at } = after(need, ['/data/title', '/data/description/fi', '/data/evidence'], needEvents);
    expect(at('/data/title')).toBeUndefined();
    expect(at('/data/evidence')).toBeUndefined();
    const { title: _, evidence: __, ...rest } = need.data as CloudEvent['data'] & Record<string, unknown>;
    expect(redacted).toEqual({ ...need, data: { ...rest, description: {} } });
    expect(need).toEqual(before);
  });

  it('leaves null where the event needs the member and may have none', () => {
    const programme = exampleEvent(programmeEvents, 'change');
    expect(after(programme, ['/data/grantedFunding'], programmeEvents).at('/data/grantedFunding')).toBeNull();
    expect(after(need, ['/data/evidence/0/url'], needEvents).at('/data/evidence/0/url')).toBeNull();
  });

  it('leaves something empty in a list, so that the others keep their places', () => {
    const district = exampleEvent(districtEvents, 'change');
    const named = { ...district, data: { ...district.data, otherNames: ['Matin talo', 'Malmin kylä'] } } as CloudEvent;
    expect(after(named, ['/data/otherNames/0'], districtEvents).at('/data/otherNames')).toEqual(['', 'Malmin kylä']);
    const programme = exampleEvent(programmeEvents, 'change');
    expect(after(programme, ['/data/objectives/0'], programmeEvents).at('/data/objectives')).toEqual([{}]);
  });

  it('takes out why something was done', () => {
    expect(after(withReason, ['/data/change/reason'], needEvents).redacted.data.change).toEqual(need.data.change);
    expect(after(withReason, ['/data/change/reason/fi'], needEvents).redacted.data.change.reason).toEqual({});
  });

  it.each([
    'id',
    'version',
    'status',
    'visibility',
    'districts',
    'districts/0',
    'change',
    'change/action',
    'change/from',
    'change/to',
    'change/by',
    'change/fields',
  ])('never takes out /data/%s, by which others know what has happened', (member) => {
    const event = { ...need, data: { ...need.data, change: { ...need.data.change, from: 'triaged', fields: ['/title'] } } } as CloudEvent;
    expect(faultsOf(event, [`/data/${member}`])).toEqual(['/pointers/0']);
  });

  it.each(['/id', '/type', '/subject', '/time', '/data', '/data/', '/dataschema', '/data~1title', ''])(
    'takes out nothing at "%s", which is not within the data',
    (pointer) => {
      expect(faultsOf(need, [pointer])).toEqual(['/pointers/0']);
    },
  );

  it.each(['createdAt', 'themes', 'evidence/0'])('does not take out /data/%s, without which it would be no event of its type', (member) => {
    expect(faultsOf(need, [`/data/${member}`], fits(needEvents))).toEqual(['/pointers/0']);
  });

  it.each([
    'colour',
    'title/sv',
    'organisation',
    'evidence/1',
    'evidence/00',
    'evidence/-',
    'evidence/length',
    'title/fi/0',
    '__proto__',
    'constructor',
    'toString/name',
    'mergedFrom',
  ])('finds nothing at /data/%s', (member) => {
    expect(faultsOf(need, [`/data/${member}`])).toEqual(['/pointers/0']);
  });

  it('a second time finds nothing any more', () => {
    const pointers = ['/data/title', '/data/evidence/0/url'];
    const { redacted } = after(need, pointers, needEvents);
    expect(faultsOf(redacted, pointers)).toEqual(['/pointers/0', '/pointers/1']);
    expect(faultsOf(need, ['/data/title', '/data/title'])).toEqual(['/pointers/1']);
  });

  it('takes out all or nothing, and says of each pointer what is wrong with it', () => {
    expect(faultsOf(need, ['/data/title', '/data/id', '/data/description', '/data/colour'])).toEqual(['/pointers/1', '/pointers/3']);
  });

  it('reads escaped names', () => {
    const odd = { ...need, data: { ...need.data, 'a/b~c': 1 } } as CloudEvent;
    expect(redactPointers(odd, ['/data/a~1b~0c'], anything).data).toEqual(need.data);
  });
});
