import { checkCard, editionOf, phasesOf, publish, rewrite, workingCard, type Card, type Method, type Phase } from './method.ts';

const now = '2027-02-01T08:00:00.000Z';
const later = '2027-03-01T08:00:00.000Z';
const phase = (id: string): Phase => ({ id, name: { en: id }, description: null, duration: null });
const card = (terms: Partial<Card> = {}): Card => ({
  ...{ name: { en: 'Design sprint' }, summary: null, phases: [phase('understand'), phase('ideate')], variants: [] },
  ...{ materials: [], roles: [], whenToUse: null, ...terms },
});
const draft: Method = {
  ...{ id: '01936a5c-8f00-7cc3-98c4-dc0c0c0739a0', version: 1, status: 'draft', edition: 0, publishedAt: null, draft: null, ...card() },
  ...{ createdAt: now, updatedAt: now },
};
const faultsOf = (check: () => void): string[] => {
  try {
    check();
    return [];
  } catch (error) {
    return (error as { members: { errors: { pointer: string }[] } }).members.errors.map(({ pointer }) => pointer);
  }
};

describe('a method', () => {
  it('that is a draft is rewritten itself; one that is published goes on saying what its edition says', () => {
    const renamed = card({ name: { en: 'Sprint' } });
    expect(rewrite(draft, renamed)).toEqual({ ...draft, ...renamed });
    const published = publish(draft, now);
    expect(rewrite(published, renamed)).toEqual({ ...published, draft: renamed });
    expect(workingCard(rewrite(published, renamed))).toEqual(renamed);
  });

  it('has nothing at work once it is to say again what its edition says, in whatever order the members come', () => {
    const published = publish(draft, now);
    const at = rewrite(published, card({ name: { en: 'Sprint' } }));
    const { name, ...rest } = card();
    expect(rewrite(at, { ...rest, name })).toEqual(published);
  });

  it('gets the editions 1, 2 …, each of what is at work by then', () => {
    const first = publish(draft, now);
    expect(first).toEqual({ ...draft, status: 'published', edition: 1, publishedAt: now });
    const second = publish(rewrite(first, card({ name: { en: 'Sprint' } })), later);
    expect(second).toEqual({ ...first, ...card({ name: { en: 'Sprint' } }), edition: 2, publishedAt: later });
    expect(editionOf(second, later)).toEqual({ method: draft.id, edition: 2, publishedAt: later, ...card({ name: { en: 'Sprint' } }) });
    expect(publish(second, later).edition).toBe(3);
  });

  it('has the phases of its usual form, or of the form that is named', () => {
    const forms = card({ variants: [{ id: 'two-day', name: { en: 'In two days' }, phases: [phase('both')] }] });
    expect(phasesOf(forms, null)).toEqual(forms.phases);
    expect(phasesOf(forms, 'two-day')).toEqual([phase('both')]);
    expect(phasesOf(forms, 'one-day')).toBeUndefined();
  });

  it('may have phases of the same id in different forms, and not in the same one', () => {
    const twice = [phase('one'), phase('two'), phase('one')];
    const variant = (id: string, phases: Phase[]) => ({ id, name: { en: id }, phases });
    expect(faultsOf(() => checkCard(card({ phases: [phase('one')], variants: [variant('a', [phase('one')]), variant('b', [phase('one')])] })))).toEqual([]);
    expect(faultsOf(() => checkCard(card({ phases: twice, variants: [variant('a', [phase('one')]), variant('a', twice)] })))).toEqual([
      ...['/phases/2/id', '/variants/1/id', '/variants/1/phases/2/id'],
    ]);
  });
});
