import { appendFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { cutLongLog, stopLeftovers } from '@fiksu/embedded';

import { sayAddresses } from './address-table.ts';
import { bringUp } from './bring-up.ts';
import { checkDisk, checkFolder, checkPort, checkSystem } from './check-machine.ts';
import { readEnvironment, type StartEnvironment } from './environment.ts';
import { STATE, folders, logOf } from './folders.ts';
import { loadSampleOnce } from './load-sample-once.ts';
import { beTheOnlyStart } from './only-one-start.ts';
import { inPlainWords } from './plain-words.ts';
import { Platform } from './platform.ts';
import { say, sayAbout, seconds } from './say.ts';
import { listenForStop } from './stop-signals.ts';
import { chooseServices, servicesIn } from './which-services.ts';

const LEFTOVERS_STOP_WITHIN_MS = 5_000;
const LOGS_CHECKED_EVERY_MS = 30_000;

process.stdout.on('error', () => undefined); // Whoever read along has gone; what runs goes on.
const stop = listenForStop();
const platform = new Platform();
void stop.insisted.then(() => {
  platform.kill();
  say('Stopped by force. The next start cleans up.');
  process.exit(130);
});

try {
  // Not raced against the signal: it is heard within bringUp, by whatever is being launched.
  await Promise.race([start().then(() => stop.asked), stop.asked]);
  say('Stopping …');
  await platform.stop();
  say('Stopped.');
  process.exit(0);
} catch (error) {
  await platform.stop();
  console.error(inPlainWords(error) ?? unforeseen(error as Error));
  process.exit(1);
}

async function start(): Promise<void> {
  const begun = performance.now();
  const environment = readEnvironment();
  const services = chooseServices(servicesIn(folders.apps), process.argv.slice(2));
  const publicUrl = `http://localhost:${environment.port}`;
  await prepare(environment, publicUrl);

  say(`Fiksu starts: ${services.join(', ') || 'no service yet'}. Ctrl-C stops everything.`);
  const broughtUp = await bringUp(services, environment, publicUrl, platform);
  await loadSampleOnce(publicUrl, broughtUp.answering);
  setInterval(cutLongLogs, LOGS_CHECKED_EVERY_MS).unref();
  sayAddresses(broughtUp);
  say(`Ready after ${seconds(begun)}. Ctrl-C stops everything; the data stay.`);
}

/** Everything that can be said in one line before anything runs. */
async function prepare(environment: StartEnvironment, publicUrl: string): Promise<void> {
  checkSystem();
  checkFolder(STATE);
  await beTheOnlyStart(STATE, publicUrl);
  const left = await stopLeftovers(folders.processes, LEFTOVERS_STOP_WITHIN_MS);
  if (left.length > 0) sayAbout('cleaned up', `the last start was killed; ${left.join(', ')} still ran`);
  await checkPort(environment.port);
  checkDisk(STATE, !existsSync(join(folders.postgres, 'password')));
  mkdirSync(folders.logs, { recursive: true });
  if (environment.saysProduction) sayAbout('NODE_ENV', 'is production; this is the development platform, which runs as development');
}

function cutLongLogs(): void {
  for (const file of readdirSync(folders.logs)) if (file.endsWith('.log')) cutLongLog(join(folders.logs, file));
}

/** A fault of ours: the stack goes into a log, where it helps, and the person gets one line. */
function unforeseen(error: Error): string {
  try {
    mkdirSync(folders.logs, { recursive: true });
    appendFileSync(logOf('start'), `${new Date().toISOString()} ${error.stack ?? error}\n`);
    return `Fiksu could not start, and should have said why: ${error.message}. The details are in ${logOf('start')}`;
  } catch {
    return `Fiksu could not start: ${error.message}`;
  }
}
