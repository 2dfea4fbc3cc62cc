/** What was proven, as a table at the end. */
export class Report {
  private readonly rows: { what: string; passed: boolean; seconds: number; found: string }[] = [];

  /** Does one thing, takes its time, and goes on when it fails. `prove` answers what it found, or throws. */
  async check(what: string, prove: () => Promise<string | void>): Promise<boolean> {
    const begun = performance.now();
    let passed = true;
    let found = '';
    try {
      found = (await prove()) ?? '';
    } catch (error) {
      passed = false;
      found = (error as Error).message;
    }
    const seconds = (performance.now() - begun) / 1_000;
    this.rows.push({ what, passed, seconds, found });
    console.log(
      `${passed ? 'passed' : 'FAILED'}  ${seconds.toFixed(1).padStart(6)} s  ${what}${found ? `\n                   ${found.replaceAll('\n', '\n                   ')}` : ''}`,
    );
    return passed;
  }

  skip(what: string, needs: string): void {
    console.log(`skipped            ${what}: needs ${needs}`);
  }

  /** The last line is for machines too. Answers the exit code. */
  close(): number {
    const failed = this.rows.filter((row) => !row.passed).length;
    const width = Math.max(...this.rows.map(({ what }) => what.length));
    console.log('');
    for (const { what, passed, seconds } of this.rows)
      console.log(`  ${what.padEnd(width)}  ${seconds.toFixed(1).padStart(6)} s  ${passed ? 'passed' : 'FAILED'}`);
    console.log(`\n${this.rows.length - failed} passed, ${failed} failed`);
    return failed === 0 ? 0 : 1;
  }
}
