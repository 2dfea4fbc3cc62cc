import { CannotStart, drawFreePort, writeWholeFile } from '@fiksu/embedded';

import { answersInTime } from './answering.ts';
import { build } from './build.ts';
import type { StartEnvironment } from './environment.ts';
import { lastLines } from './explain-log.ts';
import { files, logOf } from './folders.ts';
import { launchGateway, launchIssuer, launchMigration, launchService, type ServiceToRun, type Surroundings } from './launch.ts';
import type { Platform } from './platform.ts';
import { say, sayAbout, telling } from './say.ts';
import { secretsOf } from './secrets.ts';
import { lastState, writeState, type State } from './state.ts';
import { keepNats, keepPostgres, provideDatabases } from './stores.ts';

export interface BroughtUp {
  state: State;
  /** Those that answer; a service that fell too often does not take the others with it. */
  answering: string[];
}

/** From nothing to everything that answers. The build and the stores do not wait for each other. */
export async function bringUp(services: string[], environment: StartEnvironment, publicUrl: string, platform: Platform): Promise<BroughtUp> {
  const last = lastState(files.state);
  const secrets = secretsOf(services, files.secrets);
  const [postgres, nats] = await Promise.all([
    keepPostgres(platform, last),
    keepNats(platform, last),
    telling('build', build(services, environment.inherited, platform), (what) => what),
  ]);

  const databases = await provideDatabases(postgres.superuserUrl, secrets);
  const around: Surroundings = {
    inherited: environment.inherited,
    logLevel: environment.logLevel,
    publicUrl,
    natsUrl: nats.url,
    issuerPort: await drawFreePort(last?.issuer.port),
  };
  const toRun: ServiceToRun[] = [];
  for (const name of services) {
    const port = await drawFreePort(last?.services[name]?.port);
    toRun.push({ name, port, secrets: secrets.get(name)!, ...databases.get(name)! });
  }

  await Promise.all(toRun.map((service) => telling(service.name, migrate(service, around, platform), () => 'database is up to date')));
  writeRoutes(toRun, around);
  await Promise.all([
    platform.keep('issuer', 'services', () => launchIssuer(around)),
    platform.keep('gateway', 'gateway', () => launchGateway(around, environment.port)),
    ...toRun.map((service) => platform.keep(service.name, 'services', () => launchService(service, around))),
  ]);

  const state: State = {
    startedAt: new Date().toISOString(),
    pid: process.pid,
    gateway: { url: publicUrl, port: environment.port },
    issuer: { url: `${publicUrl}/idp`, port: around.issuerPort },
    postgres: { superuserUrl: postgres.superuserUrl, port: postgres.port },
    nats: { url: nats.url },
    services: Object.fromEntries(toRun.map(({ name, port, databaseUrl }) => [name, { url: `${publicUrl}/${name}/v1`, port, databaseUrl, log: logOf(name) }])),
  };
  writeState(files.state, state);
  return { state, answering: await whoAnswers(services, publicUrl, platform) };
}

async function migrate(service: ServiceToRun, around: Surroundings, platform: Platform): Promise<void> {
  const { succeeded, output } = await platform.run(() => launchMigration(service, around));
  if (succeeded) return;
  for (const line of lastLines(output)) say(`    | ${line}`);
  throw new CannotStart(`The database of ${service.name} could not be brought up to date; what it said stands above`);
}

function writeRoutes(services: ServiceToRun[], around: Surroundings): void {
  const routes = {
    issuer: `http://127.0.0.1:${around.issuerPort}`,
    services: Object.fromEntries(services.map(({ name, port }) => [name, `http://127.0.0.1:${port}`])),
  };
  writeWholeFile(files.routes, `${JSON.stringify(routes, null, 2)}\n`);
}

/** Everything is asked at the one address, as people will. Without the door or the issuer nothing is of use. */
async function whoAnswers(services: string[], publicUrl: string, platform: Platform): Promise<string[]> {
  const necessary = [
    ['gateway', `${publicUrl}/healthz`],
    ['issuer', `${publicUrl}/idp/.well-known/openid-configuration`],
  ] as const;
  for (const [name, url] of necessary) {
    const answered = await telling(
      name,
      answersInTime(url, () => platform.isKept(name)),
      (yes) => (yes ? 'answers' : 'does not answer'),
    );
    if (!answered) throw new CannotStart(`The ${name} does not answer; its log is ${logOf(name)}`);
  }
  const answered = await Promise.all(
    services.map((name) =>
      telling(
        name,
        answersInTime(`${publicUrl}/${name}/readyz`, () => platform.isKept(name)),
        (yes) => (yes ? 'answers' : 'does not answer'),
      ),
    ),
  );
  const silent = services.filter((_name, index) => !answered[index]);
  for (const name of silent) sayAbout(name, `its log is ${logOf(name)}`);
  return services.filter((name) => !silent.includes(name));
}
