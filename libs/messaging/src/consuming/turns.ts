/**
 * Who may be at work in this process: many at once, or one alone. What may have ended a process is handled alone, so
 * that whatever else was under way is not taken for what ended it.
 */
export class Turns {
  private working = 0;
  private alone = false;
  private readonly waiting: { alone: boolean; begin: () => void }[] = [];

  with<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.run(false, work);
  }

  byItself<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.run(true, work);
  }

  private async run<Result>(alone: boolean, work: () => Promise<Result>): Promise<Result> {
    await new Promise<void>((begin) => {
      this.waiting.push({ alone, begin });
      this.next();
    });
    try {
      return await work();
    } finally {
      this.working--;
      this.alone = false;
      this.next();
    }
  }

  /** In the order in which they came, so that nobody waits for ever. */
  private next(): void {
    for (let first = this.waiting[0]; first && !this.alone && !(first.alone && this.working > 0); first = this.waiting[0]) {
      this.waiting.shift();
      this.working++;
      this.alone = first.alone;
      first.begin();
    }
  }
}
