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

  it('reads the border of every innovation district, finds it whole, and in the place where it is', async () => {
    const { body } = await roadmap.anyone.get('/districts?level=innovation-district').expect(200);
    const features = body.data.map(({ id, geometry }: { id: string; geometry: object }) => ({ type: 'Feature', properties: { id }, geometry }));
    const file = join(folder, 'districts.geojson');
    writeFileSync(file, JSON.stringify({ type: 'FeatureCollection', features }));

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
