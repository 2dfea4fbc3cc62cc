import { existsSync, readFileSync } from 'node:fs';

import { writeWholeFile } from '@fiksu/embedded';

import { files, folders } from './folders.ts';
import { contentsOf } from './hash-files.ts';
import { loadSample, type SampleLoaded } from './sample.ts';
import { say, telling } from './say.ts';

/**
 * Loads the sample when its files have changed since it was last loaded. So a later start asks nothing, and what
 * somebody has deleted meanwhile does not come back. Never a reason not to start.
 */
export async function loadSampleOnce(publicUrl: string, services: string[]): Promise<void> {
  const now = `${services.join(' ')} ${contentsOf(folders.sample)}`;
  if (existsSync(files.sampleLoaded) && readFileSync(files.sampleLoaded, 'utf8') === now) return;
  try {
    const { refused } = await telling('sample', loadSample(publicUrl, services), summary);
    for (const line of refused) say(`    | refused: ${line}`);
    if (refused.length === 0) writeWholeFile(files.sampleLoaded, now);
  } catch (error) {
    say(`    | the sample was not loaded: ${(error as Error).message}`);
  }
}

function summary({ created, alreadyThere, refused }: SampleLoaded): string {
  const parts = [`${created} created`, `${alreadyThere} there already`, ...(refused.length > 0 ? [`${refused.length} refused`] : [])];
  return parts.join(', ');
}
