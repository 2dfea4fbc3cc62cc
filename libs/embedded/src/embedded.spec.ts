import { mkdirSync, mkdtempSync, rmSync, writeFileSync, chmodSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { drawFreePort, isPortFree } from './free-port.ts';
import { cutLongLog, logTail } from './processes/log-file.ts';
import { isNewEnough } from './nats/nats-version.ts';
import { provisionService } from './postgres/provision-service.ts';
import { startPostgres } from './postgres/start-postgres.ts';

const folder = mkdtempSync(join(tmpdir(), 'embedded-'));
chmodSync(folder, 0o755);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function ask<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

describe('a PostgreSQL of our own', () => {
  const spec = { dataDir: join(folder, 'postgres'), log: join(folder, 'postgres.log'), toolsDir: join(folder, 'tools') };

  it('has its data again after all of it was killed, and leaves no process behind', async () => {
    // What an initdb that was killed half way would have left.
    mkdirSync(join(folder, 'postgres', 'data.unfinished-0badcafe'), { recursive: true });

    const first = await startPostgres(spec);
    await ask(first.superuserUrl, 'create table kept as select 42 as answer');
    process.kill(first.process.pid, 'SIGKILL');

    const second = await startPostgres(spec);
    expect(await ask(second.superuserUrl, 'select answer from kept')).toEqual([{ answer: 42 }]);
    await second.stop();
    await expect(ask(second.superuserUrl, 'select 1')).rejects.toThrow('ECONNREFUSED');
  });

  it('gives a service a database that no other service enters, however often it is asked', async () => {
    const postgres = await startPostgres(spec);
    const passwords = { service: 'one', owner: 'two' };
    const [roadmap, pilots] = [
      await provisionService(postgres.superuserUrl, 'roadmap', passwords),
      await provisionService(postgres.superuserUrl, 'pilots', passwords),
    ];
    await provisionService(postgres.superuserUrl, 'roadmap', passwords);

    await ask(roadmap.migrationUrl, 'create table need (id int)');
    await ask(roadmap.databaseUrl, 'insert into need values (1)');
    await expect(ask(roadmap.databaseUrl, 'alter table need add column spoilt int')).rejects.toMatchObject({ code: '42501' });
    await expect(ask(roadmap.databaseUrl, 'create table own (id int)')).rejects.toMatchObject({ code: '42501' });
    const astray = new URL(pilots.databaseUrl);
    astray.pathname = '/roadmap';
    await expect(ask(astray.href, 'select 1')).rejects.toMatchObject({ code: '42501' });
    await postgres.stop();
  });
});

describe('a port', () => {
  it('is the one of the last start while that is free, and else another', async () => {
    const port = await drawFreePort();
    expect(await drawFreePort(port)).toBe(port);
    const holder = createServer().listen(port, '127.0.0.1');
    await new Promise((listening) => holder.once('listening', listening));
    expect(await isPortFree(port)).toBe(false);
    expect(await drawFreePort(port)).not.toBe(port);
    await new Promise((closed) => holder.close(closed));
  });
});

describe('a log', () => {
  it('is cut when it has grown beyond its limit, and its end can be read', () => {
    const log = join(folder, 'service.log');
    writeFileSync(log, `${'x'.repeat(21 * 1024 * 1024)}the last words`);
    expect(logTail(log)).toMatch(/the last words$/);
    cutLongLog(log);
    expect(logTail(log)).toBe('');
    expect(logTail(`${log}.1`)).toMatch(/the last words$/);
  });

  it('that is not there has no end', () => {
    expect(logTail(join(folder, 'nothing.log'))).toBe('');
  });
});

it.each([
  ['2.9.10', true],
  ['v2.10.0', true],
  ['3.0.0', true],
  ['2.8.4', false],
  ['nonsense', false],
])('nats-server %s is new enough: %s', (version, enough) => {
  expect(isNewEnough(version)).toBe(enough);
});
