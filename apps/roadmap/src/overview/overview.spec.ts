/** The parts of an overview that come of what was heard, and of computed readings: API contract, R10 and G7. */
import type { LocalisedText } from '@fiksu/contracts';
import { attentionOf, fundingOf, impactOf, pilotsOf, type Told } from './overview.ts';

const heard = (id: string, terms: Partial<Told> = {}) => ({ id, title: { fi: id }, status: null, progress: null, ...terms });
const euros = (amount: string) => ({ amount, currency: 'EUR' as const });

describe('pilots', () => {
  const pilots = [heard('a', { status: 'running' }), heard('b', { status: 'running' }), heard('c', { status: 'preparation' }), heard('d')];

  it('are counted by state, with zeros, and named', () => {
    const { byStatus, data } = pilotsOf(pilots, true);
    expect(byStatus).toEqual({ preparation: 1, ready: 0, running: 2, paused: 0, 'wrap-up': 0, completed: 0, terminated: 0 });
    expect(data).toContainEqual({ id: 'a', title: { fi: 'a' }, status: 'running' });
    expect(data.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });

  it('in preparation are neither counted nor named for everybody', () => {
    const { byStatus, data } = pilotsOf(pilots, false);
    expect([byStatus.preparation, byStatus.running, data.map(({ id }) => id)]).toEqual([0, 2, ['a', 'b']]);
  });
});

describe('funding', () => {
  it('is what the proposals apply for and were granted, to the cent', () => {
    const proposals = [
      heard('a', { applied: euros('1099550.00'), granted: euros('0.10') }),
      heard('b', { applied: euros('0.10'), granted: euros('0.20') }),
      heard('c', { applied: euros('0.20'), granted: null }),
    ];
    expect(fundingOf(proposals)).toEqual({ applied: euros('1099550.30'), granted: euros('0.30'), proposals: 3 });
  });

  it('is nothing where nothing was heard', () => {
    expect(fundingOf([])).toEqual({ applied: euros('0.00'), granted: euros('0.00'), proposals: 0 });
  });
});

describe('impact', () => {
  it('tells of each indicator what was heard: a zero is a value, and what is missing is null', () => {
    const told = { baseline: 0, latest: { period: '2027', value: 15 }, target: { period: '2030', value: 20 }, onTrack: false };
    expect(impactOf([heard('a', told), heard('b')])).toEqual([
      { indicator: 'a', name: { fi: 'a' }, ...told },
      { indicator: 'b', name: { fi: 'b' }, baseline: null, latest: null, target: null, onTrack: null },
    ]);
  });
});

describe('attention', () => {
  const detail = { fi: 'Myöhässä' };
  const set = (value: string): { value: string; reason: LocalisedText; until: string } => ({ value, reason: { fi: 'Sovittu' }, until: '2027-06-30' });
  const item = (health: [value: string, override?: object], timeliness: [value: string, override?: object]) =>
    ({
      id: 'a',
      health: { value: health[0], because: [{ code: 'window-over', detail }], override: health[1] ?? null },
      timeliness: { value: timeliness[0], because: [{ code: 'update-stale', detail }], override: timeliness[1] ?? null },
    }) as Parameters<typeof attentionOf>[0][number];
  const codes = (...items: Parameters<typeof attentionOf>[0]) => attentionOf(items).map(({ code }) => code);

  it('is due to what is late or stale, with the reasons of the reading', () => {
    expect(attentionOf([item(['late'], ['stale'])])).toEqual([
      { kind: 'item', id: 'a', code: 'late', because: [{ code: 'window-over', detail }] },
      { kind: 'item', id: 'a', code: 'stale', because: [{ code: 'update-stale', detail }] },
    ]);
    expect(codes(item(['at-risk'], ['late']), item(['on-time'], ['fresh']), item(['unknown'], ['acceptable']))).toEqual([]);
  });

  it('is not due where a person has set another reading beside the computed one', () => {
    expect(codes(item(['late', set('on-time')], ['stale']))).toEqual(['stale']);
    expect(codes(item(['late'], ['stale', set('fresh')]))).toEqual(['late']);
  });

  it('is not told of what the caller reads no words of', () => {
    expect(attentionOf([{ id: 'a' }])).toEqual([]);
  });
});
