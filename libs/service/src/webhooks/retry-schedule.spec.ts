import { attemptsMax, waitAfter } from './retry-schedule.ts';

describe('the retries of a delivery', () => {
  it('are spread over three days, and then end', () => {
    const waits = Array.from({ length: attemptsMax - 1 }, (_, index) => waitAfter(index + 1, 0) as number);
    const total = waits.reduce((sum, waitMs) => sum + waitMs, 0);
    expect(total).toBeGreaterThanOrEqual(3 * 24 * 3_600_000);
    expect(total).toBeLessThan(3.5 * 24 * 3_600_000);
    expect([...waits].sort((a, b) => a - b)).toEqual(waits);
    expect(waitAfter(attemptsMax, 0)).toBeNull();
  });

  it('begin after 5 s, and are spread', () => {
    expect(waitAfter(1, 0)).toBe(5000);
    expect(waitAfter(1, 1)).toBe(5500);
  });

  it('wait for as long as the endpoint asks, up to a day', () => {
    expect(waitAfter(1, 0, 60_000)).toBe(60_000);
    expect(waitAfter(4, 0, 60_000)).toBe(7_200_000);
    expect(waitAfter(1, 0, 1_000_000_000)).toBe(86_400_000);
  });
});
