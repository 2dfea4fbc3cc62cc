/** The hash and the number of a published version: API contract, R8. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { anyItems, publishedItem } from '../testing/published-item.ts';
import { hashOf, nextVersion, type PublishedItem } from './version.ts';

const [A, B] = ['0198aaaa-0000-7000-8000-00000000000a', '0198aaaa-0000-7000-8000-00000000000b'];

/** The same value with its members in another order, all the way down. */
const turned = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, inner]): [string, unknown] => [name, turned(inner)]);
  return Object.fromEntries(members.reverse());
};

describe('the hash of a version', () => {
  it('is SHA-256 over its items as canonical JSON, here written by hand', () => {
    const written =
      `[{"dependsOn":[],"developments":[],"districts":["malmi"],"dropReason":null,"expectedClimateEffect":null,"goal":null,"horizon":"now","id":"${A}",` +
      `"indicators":[],"learnings":[],"milestones":[],"needs":[],"owner":null,"pilots":[],"programme":null,"status":"committed","supersededBy":null,` +
      `"themes":[],"title":{"fi":"Varjoa torille"},"window":null}]`;
    expect(hashOf([publishedItem(A)])).toBe(`sha256:${createHash('sha256').update(written).digest('hex')}`);
  });

  it('of nothing is that of an empty list, as anybody finds it with sha256sum', () => {
    expect(hashOf([])).toBe('sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945');
  });

  it('does not depend on the order of members, nor on that in which items were read', () => {
    fc.assert(
      fc.property(anyItems, (items) => {
        expect(hashOf(turned(items) as PublishedItem[])).toBe(hashOf(items));
        expect(hashOf([...items].reverse())).toBe(hashOf(items));
      }),
    );
  });

  it('is over all of it: whichever member is another, it is another', () => {
    const item = publishedItem(A);
    for (const name of Object.keys(item)) expect([name, hashOf([{ ...item, [name]: 'another' }])]).not.toEqual([name, hashOf([item])]);
    expect(hashOf([item, publishedItem(B)])).not.toBe(hashOf([item]));
  });
});

describe('the next version', () => {
  const terms = { id: A, title: { fi: 'Kevät' }, items: [], now: '2027-03-01T10:00:00.000Z' };

  it('is number one, then one more each time', () => {
    const first = nextVersion(null, terms);
    expect([first.number, first.publishedAt]).toEqual([1, terms.now]);
    expect(nextVersion(first, terms).number).toBe(2);
  });

  it('was not published earlier than the one before, though it was asked for earlier', () => {
    const later = '2027-03-01T10:00:00.007Z';
    expect(nextVersion({ number: 4, publishedAt: later }, terms)).toMatchObject({ number: 5, publishedAt: later, createdAt: later });
  });
});
