import { mayUse, refusalOf, whoMayPage, type Operation } from './who-may-page.ts';

const list: Operation = { 'x-may': ['anyone'], 'x-sees': { everybody: 'what is accepted', admin: 'all' } };
const one: Operation = { 'x-may': ['admin', 'platform'], 'x-hides': true, 'x-sees': { admin: 'all', platform: 'its own' } };
const write: Operation = { 'x-may': ['signed-in'] };

describe('the page of who may', () => {
  it('has a line for each route, with a tick for each who may, and how the others are refused', () => {
    const page = whoMayPage(new Map([['roadmap', { '/roadmap/v1/needs': { get: list, post: write }, '/roadmap/v1/webhooks/{id}': { get: one } }]]));
    expect(page).toContain('| route | nobody | admin | coordinator | evaluator | partner | platform | resident |');
    expect(page).toContain('| `GET /needs` | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ |');
    expect(page).toContain('| `POST /needs` | 401 | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ |');
    expect(page).toContain('| `GET /webhooks/{id}` | 404 | ✓ | 404 | 404 | 404 | ✓ | 404 |');
    expect(page).toContain('- `/needs`\n  - everybody: what is accepted\n  - admin: all');
  });

  it('knows that no rule is no right', () => {
    expect([mayUse({}, 'nobody'), mayUse({}, 'admin')]).toEqual([false, false]);
    expect([refusalOf({}, 'nobody'), refusalOf({}, 'resident')]).toEqual([401, 403]);
  });
});
