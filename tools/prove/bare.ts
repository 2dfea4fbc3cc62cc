/**
 * `npm run prove:bare`: what is committed, cloned into an empty folder and brought up with the two commands, as root
 * and as somebody with a new account; then stopped, killed and started again. Only root can prove both.
 */
import { cloneHead } from './clone-of-head.ts';
import { proveBadDisks } from './bad-disk.ts';
import { newcomer, oneself, type Person } from './person.ts';
import { Report } from './report.ts';
import { proveTwoCommands } from './two-commands.ts';

const report = new Report();

if (process.getuid?.() === 0) {
  await proveAs(newcomer(), 'a newcomer', []);
  await proveAs(oneself(), 'root', ['--ignore-scripts']);
} else {
  await proveAs(oneself(), 'this user', ['--ignore-scripts']);
  report.skip('root', 'to be run as root');
}
process.exit(report.close());

async function proveAs(person: Person, who: string, ciArgs: string[]): Promise<void> {
  const clone = cloneHead(person);
  try {
    await proveTwoCommands(clone, ciArgs, who, report);
    await proveBadDisks(clone, who, report);
  } finally {
    clone.remove();
    person.leave();
  }
}
