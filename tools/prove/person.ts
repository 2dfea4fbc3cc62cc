import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Somebody who starts Fiksu on a bare machine. */
export interface Person {
  name: string;
  home: string;
  /** The account goes with it. */
  leave(): void;
}

/** A newcomer with an account of their own and nothing in it. Only root can make one. */
export function newcomer(): Person {
  const name = `fiksu-${randomBytes(3).toString('hex')}`;
  const home = mkdtempSync(join(tmpdir(), 'fiksu-home-'));
  execFileSync('useradd', ['--no-create-home', '--home-dir', home, '--shell', '/bin/sh', name], { stdio: ['ignore', 'ignore', 'pipe'] });
  lendPackages(home);
  execFileSync('chown', ['-R', `${name}:`, home]);
  return {
    name,
    home,
    leave: () => {
      execFileSync('userdel', [name], { stdio: 'ignore' });
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** What root's npm has fetched before need not be fetched again: the proof then runs without a network too. */
function lendPackages(home: string): void {
  const cache = join(execFileSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8' }).trim(), '_cacache');
  if (existsSync(cache)) cpSync(cache, join(home, '.npm', '_cacache'), { recursive: true });
}

/** Whoever runs the proof: root, or a person without root's rights. */
export function oneself(): Person {
  const { username, homedir } = userInfo();
  return { name: username, home: homedir, leave: () => undefined };
}

export function idsOf({ name }: Person): { uid: number; gid: number } {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : { uid: process.getuid!(), gid: process.getgid!() };
}

/**
 * What a shell of that person would have. Nothing of the npm that runs this proof, whose PATH would lend the clone
 * our own packages.
 */
export function environmentOf({ name, home }: Person): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([variable]) => !/^(npm_|NODE|INIT_CWD|PORT$|NATS|FIKSU)/.test(variable));
  const path = (process.env['PATH'] ?? '').split(':').filter((folder) => !folder.includes('node_modules') && !folder.includes('node-gyp-bin'));
  return { ...Object.fromEntries(inherited), HOME: home, USER: name, LOGNAME: name, PATH: path.join(':') };
}
