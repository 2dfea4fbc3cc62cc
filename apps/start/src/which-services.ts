import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { CannotStart } from '@fiksu/embedded';

/** A service is a folder under apps/ whose project says so; a test holds the list that services have of one another to it. */
export function servicesIn(appsFolder: string): string[] {
  return readdirSync(appsFolder)
    .filter((name) => tagsOf(join(appsFolder, name)).includes('type:app'))
    .sort();
}

function tagsOf(folder: string): string[] {
  try {
    return (JSON.parse(readFileSync(join(folder, 'project.json'), 'utf8')) as { tags?: string[] }).tags ?? [];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}

/** `npm start` starts all of them, `npm start -- roadmap pilots` these two. */
export function chooseServices(known: string[], wanted: string[]): string[] {
  const unknown = wanted.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new CannotStart(`There is no service called ${unknown.join(' or ')}. Known: ${known.join(', ') || 'none yet'}`);
  }
  return wanted.length === 0 ? known : known.filter((name) => wanted.includes(name));
}
