import { Turns } from './turns.ts';

describe('turns', () => {
  /** Work that begins when its turn comes, and ends when it is told to. */
  function begin(turns: Turns, kind: 'with' | 'byItself') {
    let end = () => undefined as void;
    const work = { begun: false, end: () => end(), done: Promise.resolve() };
    work.done = turns[kind](() => {
      work.begun = true;
      return new Promise<void>((resolve) => (end = resolve));
    });
    return work;
  }
  const settle = async () => {
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  };

  it('lets many work at once', async () => {
    const turns = new Turns();
    const [one, two] = [begin(turns, 'with'), begin(turns, 'with')];
    await settle();
    expect([one.begun, two.begun]).toEqual([true, true]);
  });

  it('lets one work by itself after those who are at work, and before those who came later', async () => {
    const turns = new Turns();
    const [first, alone, later] = [begin(turns, 'with'), begin(turns, 'byItself'), begin(turns, 'with')];
    await settle();
    expect([first.begun, alone.begun, later.begun]).toEqual([true, false, false]);
    first.end();
    await first.done;
    await settle();
    expect([alone.begun, later.begun]).toEqual([true, false]);
    alone.end();
    await alone.done;
    await settle();
    expect(later.begun).toBe(true);
  });

  it('goes on after work that fails', async () => {
    const turns = new Turns();
    await expect(turns.byItself(() => Promise.reject(new Error('of no use')))).rejects.toThrow('of no use');
    expect(await turns.with(async () => 'on')).toBe('on');
  });
});
