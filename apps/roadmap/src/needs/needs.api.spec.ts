import type { TestService } from '@fiksu/testing';
import { startRoadmap } from '../testing/start-roadmap.ts';

let roadmap: TestService;
beforeAll(async () => {
  roadmap = await startRoadmap();
});
afterAll(() => roadmap.stop());

describe('submitting a need', () => {
  it('x', async () => {
    const a = await roadmap.anyone.post('/needs', { title: { fi: 'Varjoa Malmin torille' }, location: { type: 'Point', coordinates: [25.0106, 60.2505] }, source: 'resident' });
    console.log(a.status, a.headers, JSON.stringify(a.body));
    const c = await roadmap.as('coordinator');
    const r = await c.act('/needs/' + a.body.id, 'triage', { themes: ['wellbeing'] });
    console.log(r.status, r.headers, JSON.stringify(r.body));
    const d = await roadmap.anyone.get('/districts?limit=1&level=innovation-district');
    console.log(d.status, d.headers, JSON.stringify(d.body).slice(0, 600));
    const o = await roadmap.anyone.get('/openapi.json');
    console.log(o.status, JSON.stringify(o.body).slice(0, 600));
  });
});
