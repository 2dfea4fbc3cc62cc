/** The rules of a need as tables and properties. What each state allows is that of the API contract, R4. */
import type { LocalisedText } from '@fiksu/contracts';
import { DomainError } from '@fiksu/service';
import fc from 'fast-check';
import {
  NEED_STATUSES,
  accept,
  address,
  allowedIn,
  crystallise,
  decline,
  hide,
  isAlive,
  isPublic,
  merge,
  restore,
  triage,
  unmerge,
  type Need,
  type NeedStatus,
} from './need.ts';

/** The arrows of R4. */
const arrows: [action: string, from: NeedStatus, to: NeedStatus][] = [
  ['triage', 'submitted', 'triaged'],
  ['decline', 'submitted', 'declined'],
  ['merge', 'submitted', 'merged'],
  ['accept', 'triaged', 'accepted'],
  ['decline', 'triaged', 'declined'],
  ['merge', 'triaged', 'merged'],
  ['crystallise', 'accepted', 'crystallised'],
  ['crystallise', 'crystallised', 'crystallised'],
  ['address', 'crystallised', 'addressed'],
];
const moves = ['triage', 'accept', 'decline', 'merge', 'unmerge', 'crystallise', 'address'] as const;
type Move = (typeof moves)[number];

const reason: LocalisedText = { fi: 'Ei kuulu kaupungille' };

function needOf(terms: Partial<Need> = {}): Need {
  return Object.freeze({
    ...{ id: '0198aaaa-0000-7000-8000-000000000001', version: 3, createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-02T00:00:00.000Z' },
    ...{ status: 'submitted' as const, title: { fi: 'Varjoa torille' }, description: null, districts: ['malmi'], location: null, themes: ['wellbeing'] },
    ...{
      affectedGroups: [],
      evidence: [],
      source: 'resident' as const,
      organisation: null,
      session: null,
      externalIds: [],
      attachments: [],
      note: null,
      declineReason: null,
      hidden: false,
    },
    ...{ mergedInto: null, mergedFrom: [], statusBeforeMerge: null, supportCount: 0, reportCount: 0, receiptHash: null, addressed: null },
    ...terms,
  });
}

const survivor = needOf({ id: '0198aaaa-0000-7000-8000-000000000002', status: 'accepted' });
const inUse = () => new DomainError('Conflict', 'in-use', 'In use');

function act(move: Move, need: Need): Need {
  if (move === 'triage') return triage(need, {});
  if (move === 'accept') return accept(need);
  if (move === 'decline') return decline(need, reason);
  if (move === 'merge') return merge(need, survivor).merged;
  if (move === 'crystallise') return crystallise(need);
  if (move === 'address') return address(need, { how: reason, links: [] });
  return unmerge(need, survivor, inUse);
}

/** The refusal of a rule, or null where it lets pass. */
function refusalOf(rule: () => unknown): DomainError | null {
  try {
    rule();
    return null;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

const anyStatus = fc.constantFrom(...NEED_STATUSES);
const anyMove = fc.constantFrom(...moves);

describe('the states of a need', () => {
  it.each<[NeedStatus, string[]]>([
    ['submitted', ['triage', 'decline', 'merge']],
    ['triaged', ['accept', 'decline', 'merge']],
    ['accepted', ['crystallise']],
    ['crystallised', ['crystallise', 'address']],
    ['addressed', []],
    ['declined', []],
    ['merged', ['unmerge']],
  ])('%s allows %j', (status, actions) => {
    expect([...allowedIn(status)].sort()).toEqual([...actions].sort());
  });

  it('allow exactly what is not refused, and a refusal names the state and all that it allows', () => {
    fc.assert(
      fc.property(anyStatus, anyMove, (status, move) => {
        const refusal = refusalOf(() => act(move, needOf({ status })));
        expect(refusal === null).toBe(allowedIn(status).includes(move));
        if (refusal) expect(refusal).toMatchObject({ kind: 'Conflict', code: 'illegal-transition', members: { state: status, allowed: allowedIn(status) } });
      }),
    );
  });

  it('are kept by any sequence of actions, which change nothing of what the author wrote', () => {
    fc.assert(
      fc.property(fc.array(anyMove, { maxLength: 12 }), (sequence) => {
        let need = needOf();
        for (const move of sequence) {
          const before = need;
          if (refusalOf(() => (need = Object.freeze(act(move, before))))) continue;
          const arrow = arrows.some(([action, from, to]) => action === move && from === before.status && to === need.status);
          // What unmerge leads back to is the property below.
          expect(arrow || (move === 'unmerge' && ['submitted', 'triaged'].includes(need.status))).toBe(true);
          const { id, title, source, createdAt, version, receiptHash } = needOf();
          expect(need).toMatchObject({ id, title, source, createdAt, version, receiptHash });
        }
      }),
    );
  });
});

describe('triage', () => {
  it('sets the themes, districts and note that are given, and keeps the others', () => {
    const need = needOf({ note: { fi: 'Kysy puisto-osastolta' } });
    expect(triage(need, {})).toEqual({ ...need, status: 'triaged' });
    expect(triage(need, { themes: [], districts: ['pasila'], note: { fi: 'Uusi' } })).toEqual({
      ...need,
      status: 'triaged',
      themes: [],
      districts: ['pasila'],
      note: { fi: 'Uusi' },
    });
  });
});

describe('merging', () => {
  const anyNeed = fc.record({
    status: fc.constantFrom<NeedStatus>('submitted', 'triaged'),
    mergedFrom: fc.array(fc.uuid(), { maxLength: 3 }),
    supportCount: fc.nat(),
    hidden: fc.boolean(),
  });

  it('is undone by unmerging: the need is again what it was', () => {
    fc.assert(
      fc.property(anyNeed, (terms) => {
        const need = needOf(terms);
        const merged = merge(need, survivor);
        expect(merged.merged).toMatchObject({ status: 'merged', mergedInto: survivor.id });
        expect(unmerge(merged.merged, merged.survivor, inUse)).toEqual(need);
      }),
    );
  });

  it('leaves its trace in the survivor, once, also when it is repeated after an unmerging', () => {
    const first = merge(needOf(), survivor);
    const again = merge(unmerge(first.merged, first.survivor, inUse), first.survivor);
    expect(again.survivor.mergedFrom).toEqual([needOf().id]);
    expect(again.survivor.status).toBe(survivor.status);
  });

  it.each<[string, Need | undefined]>([
    ['an unknown need', undefined],
    ['the need itself', needOf()],
    ['a need that is merged itself', needOf({ id: survivor.id, status: 'merged' })],
  ])('into %s is refused at /into', (_, into) => {
    expect(refusalOf(() => merge(needOf(), into))).toMatchObject({ kind: 'Invalid', members: { errors: [{ pointer: '/into' }] } });
  });

  it('is told to be impossible in this state before the survivor is looked at', () => {
    expect(refusalOf(() => merge(needOf({ status: 'accepted' }), undefined))?.code).toBe('illegal-transition');
  });

  const unmergedFrom = (status: NeedStatus) =>
    refusalOf(() => unmerge(needOf({ status: 'merged', statusBeforeMerge: 'triaged', mergedInto: survivor.id }), needOf({ id: survivor.id, status }), inUse));

  it.each<NeedStatus>(['submitted', 'triaged', 'accepted', 'declined', 'merged'])('can be undone while the survivor is %s', (status) => {
    expect(unmergedFrom(status)).toBeNull();
  });

  it.each<NeedStatus>(['crystallised', 'addressed'])('cannot be undone once the survivor is %s: its items answer both by then', (status) => {
    expect(unmergedFrom(status)?.code).toBe('in-use');
  });
});

describe('hiding', () => {
  it('and restoring keep the state, whatever it is, and undo one another', () => {
    fc.assert(
      fc.property(anyStatus, (status) => {
        const need = needOf({ status });
        expect(hide(need)).toEqual({ ...need, hidden: true });
        expect(restore(hide(need))).toEqual(need);
      }),
    );
  });

  it('what is hidden, and restoring what is not, is refused', () => {
    expect(refusalOf(() => hide(needOf({ hidden: true })))).toMatchObject({ code: 'illegal-transition', members: { allowed: ['restore'] } });
    expect(refusalOf(() => restore(needOf()))).toMatchObject({ code: 'illegal-transition', members: { allowed: ['hide'] } });
  });
});

describe('a need', () => {
  it.each<NeedStatus>(['accepted', 'crystallised', 'addressed'])('that is %s is public, unless it is hidden', (status) => {
    expect(isPublic({ status, hidden: false })).toBe(true);
    expect(isPublic({ status, hidden: true })).toBe(false);
  });

  it.each<NeedStatus>(['submitted', 'triaged', 'declined', 'merged'])('that is %s is not public', (status) => {
    expect(isPublic({ status, hidden: false })).toBe(false);
    expect(isPublic({ status, hidden: true })).toBe(false);
  });

  it('is supported and reported in every state but declined and merged', () => {
    expect(NEED_STATUSES.filter((status) => !isAlive({ status }))).toEqual(['declined', 'merged']);
  });
});
