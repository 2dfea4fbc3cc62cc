import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createService } from '@fiksu/service';
import { startTestService, testEnvironment, type TestService } from '@fiksu/testing';
import { roadmap } from '../roadmap.ts';

const sample = fileURLToPath(new URL('../../../../sample/', import.meta.url));

function keyOfSample(): string {
  const hash = createHash('sha256');
  for (const folder of ['districts', 'themes'])
    for (const file of readdirSync(join(sample, folder)).sort()) hash.update(file).update(readFileSync(join(sample, folder, file)));
  return hash.digest('hex');
}

/** The roadmap service with the districts and themes of the real city, which its own loader reads once for all tests. */
export function startRoadmap(environment: Record<string, string> = {}): Promise<TestService> {
  const load = async (url: string) => {
    const app = await createService(roadmap, { ...testEnvironment(url), SAMPLE_DIR: sample });
    await app.close();
  };
  return startTestService(roadmap, { preparation: { key: keyOfSample(), load }, environment });
}
