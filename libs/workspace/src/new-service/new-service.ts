import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { generateFiles, getProjects } from '@nx/devkit';
import type { GeneratorCallback, Tree } from '@nx/devkit';
import { addToLockFile } from './add-to-lock-file.ts';
import { addToServices } from './add-to-services.ts';
import { whyNot } from './service-name.ts';

export interface NewService {
  name: string;
}

const templates = fileURLToPath(new URL('../templates/service', import.meta.url));

/** `npm run new:service parking`: everything that a service is made of, with one small resource to be renamed. */
export default function newService(tree: Tree, { name }: NewService): GeneratorCallback {
  const refused = whyNot(name, [...getProjects(tree).keys(), ...tree.children('apps'), ...tree.children('libs')]);
  if (refused) throw new Error(`No service is made: ${refused}`);
  generateFiles(tree, templates, `apps/${name}`, { name, Name: name[0]?.toUpperCase() + name.slice(1) });
  addToLockFile(tree, name);
  addToServices(tree, name);
  return () => writeContract(name, tree.root);
}

/** The contract is made from the schemas, by the service itself, as `npm run openapi` does for all. */
function writeContract(name: string, root: string): void {
  const { status } = spawnSync('npx', ['--no-install', 'nx', 'run', `${name}:openapi`], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error(`apps/${name} is made, but its openapi.json could not be written`);
  console.log(`\napps/${name} is a service. Its tests: npx nx test ${name}. It alone: npm start -- ${name}`);
}
