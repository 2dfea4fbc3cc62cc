import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith, type TestService } from '@fiksu/testing';
import { startRoadmap } from '../testing/start-roadmap.ts';

describeWith('ogrinfo', 'gdal-bin', 'a map program', () => {
  let roadmap: TestService;
  const folder = mkdtempSync(join(tmpdir(), 'districts-'));
  beforeAll(async () => {
    roadmap = await startRoadmap();
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await roadmap.stop();
  });

  it('reads the export of the innovation districts, finds each border whole, and in the place where it is', async () => {
    const exported = await fetch(`${roadmap.origin}/roadmap/v1/districts/export?format=geojson&level=innovation-district`);
    const file = join(folder, 'districts.geojson');
    writeFileSync(file, await exported.text());

    const query = 'select id, ST_IsValid(geometry) as valid, round(ST_Area(ST_Transform(geometry, 3067)) / 1e6, 1) as km2 from districts order by id';
    const said = execFileSync('ogrinfo', ['-ro', '-q', '-dialect', 'sqlite', '-sql', query, file], { encoding: 'utf8' });

    const ids = [...said.matchAll(/id \(String\) = (\S+)/g)].map(([, id]) => id);
    expect(ids).toEqual(['kalasatama', 'malmi', 'malminkartano-kannelmaki', 'mellunkyla', 'pasila']);
    expect([...said.matchAll(/valid \(Integer\) = (\d)/g)].map(([, valid]) => valid)).toEqual(['1', '1', '1', '1', '1']);
    // Square kilometres in the plane of Finland's own system: Mellunkylä is about ten, Kalasatama with its water a few.
    for (const [, km2] of said.matchAll(/km2 \(Real\) = (\S+)/g)) expect(Number(km2)).toBeGreaterThan(1);
    for (const [, km2] of said.matchAll(/km2 \(Real\) = (\S+)/g)) expect(Number(km2)).toBeLessThan(15);
  });
});
