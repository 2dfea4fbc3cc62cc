import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { writeWholeFile } from '@fiksu/embedded';

import { files, folders, CLONE } from './folders.ts';
import { addContents, addStamps } from './hash-files.ts';

/** What every build depends on, beside the sources. */
const COMMON = ['package-lock.json', 'nx.json', '.swcrc', 'tsconfig.base.json'];

/**
 * Nx would find out by itself that nothing has changed, in two seconds or three. A stamp of what goes into a service
 * and of what came out tells it in a few milliseconds; when in doubt, Nx is asked.
 */
export function servicesToBuild(services: string[]): string[] {
  const stamps = readStamps();
  return services.filter((name) => !existsSync(join(folders.apps, name, 'dist', 'main.js')) || stamps[name] !== stampOf(name));
}

/** After a build that went through. */
export function rememberBuilt(services: string[]): void {
  const stamps = { ...readStamps(), ...Object.fromEntries(services.map((name) => [name, stampOf(name)])) };
  writeWholeFile(files.built, `${JSON.stringify(stamps, null, 2)}\n`);
}

function stampOf(service: string): string {
  const hash = createHash('sha256');
  const projects = [join(folders.apps, service), ...readdirSync(folders.libs).map((name) => join(folders.libs, name))];
  for (const project of projects) {
    addContents(hash, project, (name) => name === 'dist' || name === 'node_modules' || name.endsWith('.spec.ts'));
    addStamps(hash, join(project, 'dist'));
  }
  for (const file of COMMON) addContents(hash, join(CLONE, file), () => false);
  return hash.digest('hex');
}

function readStamps(): Record<string, string> {
  try {
    return JSON.parse(readFileSync(files.built, 'utf8')) as Record<string, string>;
  } catch {
    return {};
  }
}
