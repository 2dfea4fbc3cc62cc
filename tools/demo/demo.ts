/**
 * `npm run demo`: the story of a need, told step by step on the platform that runs here, or on one that is started for it;
 * with the requests that it takes and with what is different afterwards.
 */
import { fileURLToPath } from 'node:url';
import { findRunningPlatform } from '../platform/find-running-platform.ts';
import { startPlatform } from '../platform/start-platform.ts';
import { PlatformOfAFolder } from './platform-of-a-folder.ts';
import { tellStoryOfANeed } from './story-of-a-need.ts';
import type { Step } from './tell-story.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const running = await findRunningPlatform();
if (!running) console.log('Starting the platform…');
const { origin, stop } = running ? { origin: running, stop: async () => undefined } : await startPlatform(root);
const city = new PlatformOfAFolder(root, origin);
const services = ['partners', 'roadmap'];
// Whatever happens, nobody is left frozen.
process.once('exit', () => services.forEach((service) => void city.bringBack(service).catch(() => undefined)));

const begun = performance.now();
let number = 0;
try {
  const { needs } = await tellStoryOfANeed(city, tell);
  console.log(`\nTold in ${((performance.now() - begun) / 1_000).toFixed(1)} s.`);
  if (running) console.log(`The whole thread: ${origin}/roadmap/v1/threads/need/${needs[0]}`);
} finally {
  await stop();
}

function tell({ title, asked, changed }: Step): void {
  number += 1;
  console.log(`\n${number}. ${title}`);
  for (const { method, path, status } of asked) console.log(`     ${status}  ${method.padEnd(6)} ${path}`);
  for (const line of changed) console.log(`   → ${line}`);
}
