/**
 * `npm run docs:check` runs the commands of the README, and the marked ones of `docs/`, against the platform: the one at
 * `--url`, else the one that runs from this clone or on port 8080, else one that it starts for this and stops again.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { answers, findRunningPlatform } from '../platform/find-running-platform.ts';
import { startPlatform } from '../platform/start-platform.ts';
import { checkPages } from './check-pages.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const usual = 'http://localhost:8080';

const { values } = parseArgs({ options: { url: { type: 'string' } } });
const asked = values.url ?? (await findRunningPlatform()) ?? usual;
const running = (await answers(asked)) ? asked : undefined;
const started = running ? undefined : await startPlatform(root);
try {
  const { passed, failed } = await checkPages(root, (running ?? started?.origin ?? asked).replace(/\/$/, ''));
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
} finally {
  await started?.stop();
}
