import { readJson } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import newService from './new-service.ts';
import { whyNot } from './service-name.ts';

const lock = { lockfileVersion: 3, packages: { '': {}, 'apps/roadmap': {}, 'node_modules/@fiksu/roadmap': {}, 'node_modules/zod': {} } };

function emptyWorkspace() {
  const tree = createTreeWithEmptyWorkspace();
  tree.write('package-lock.json', JSON.stringify(lock));
  tree.write('apps/roadmap/project.json', '{ "name": "roadmap" }');
  return tree;
}

describe('a new service', () => {
  it('is called by one word wherever it is named', () => {
    const tree = emptyWorkspace();
    newService(tree, { name: 'parking' });
    expect(tree.read('apps/parking/src/main.ts', 'utf8')).toContain('await runService(parking, process.env);');
    expect(tree.read('apps/parking/src/parking.module.ts', 'utf8')).toContain('export class ParkingModule {}');
    expect(JSON.parse(tree.read('apps/parking/project.json', 'utf8') ?? '')).toMatchObject({ name: 'parking', tags: ['type:app', 'scope:parking'] });
    for (const { path } of tree.listChanges()) expect(tree.read(path, 'utf8')).not.toMatch(/<%|__name__/);
  });

  it("is known to the lock file, in npm's order", () => {
    const tree = emptyWorkspace();
    newService(tree, { name: 'parking' });
    expect(Object.keys(readJson(tree, 'package-lock.json').packages)).toEqual([
      '',
      'apps/parking',
      'apps/roadmap',
      'node_modules/@fiksu/parking',
      'node_modules/@fiksu/roadmap',
      'node_modules/zod',
    ]);
  });

  it('is one of those of whom things are asked that all have to answer', () => {
    const tree = emptyWorkspace();
    const list = 'libs/contracts/src/services-of-the-platform.ts';
    tree.write(list, "export const SERVICES = ['impact', 'roadmap'] as const;\n");
    newService(tree, { name: 'parking' });
    expect(tree.read(list, 'utf8')).toBe("export const SERVICES = ['impact', 'parking', 'roadmap'] as const;\n");
  });

  it('is not made where something has its name', () => {
    const tree = emptyWorkspace();
    expect(() => newService(tree, { name: 'roadmap' })).toThrow('No service is made: there is a project "roadmap" already');
    expect(tree.exists('apps/roadmap/src')).toBe(false);
  });

  it.each(['Parking', 'car-park', 'car_park', '2nd', '', 'idp', 'postgres', 'a'.repeat(31)])('is not called "%s"', (name) => {
    expect(whyNot(name, [])).toBeDefined();
  });

  it.each(['parking', 'district2'])('may be called "%s"', (name) => {
    expect(whyNot(name, ['roadmap'])).toBeUndefined();
  });
});
