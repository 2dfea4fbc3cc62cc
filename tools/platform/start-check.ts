/**
 * What a newcomer does, in one go: `npm start`, a question to the gateway, the commands of the README, stop.
 * `.ci/run` calls this; it also compares `docs/coverage.md` with the services that really run.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { checkPages } from '../docs/check-pages.ts';
import { startPlatform } from './start-platform.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const question = '/roadmap/v1/districts/malmi';

const { origin, stop } = await startPlatform(root);
const results: boolean[] = [];
try {
  results.push(await answersTheQuestion());
  const { passed, failed } = await checkPages(root, origin);
  results.push(...Array.from({ length: passed }, () => true), ...Array.from({ length: failed }, () => false));
  results.push(spawnSync(process.execPath, ['tools/coverage/coverage.ts', '--check', '--url', origin], { cwd: root, stdio: 'inherit' }).status === 0);
} finally {
  await stop();
}
const failed = results.filter((result) => !result).length;
console.log(`${results.length - failed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);

async function answersTheQuestion(): Promise<boolean> {
  const response = await fetch(`${origin}${question}`);
  const district = (await response.json()) as { id?: string };
  const right = response.status === 200 && district.id === 'malmi';
  console.log(`${right ? 'ok  ' : 'FAIL'} GET ${question} answers ${response.status} ${JSON.stringify(district).slice(0, 100)}`);
  return right;
}
