import { Database, createDataSource, sql } from '@fiksu/database';
import { Line, secondSession, untilWaiting } from '@fiksu/testing';
import type { Client } from 'pg';
import { TellingService } from '../../test/telling-service.ts';
import type { Log } from '../relay/relay.ts';
import { addJob, removeJob } from './add-job.ts';
import { forgetOldJobs } from './forget-old-jobs.ts';
import { installJobs } from './install-jobs.ts';
import { Jobs } from './jobs.ts';
import { Task, type JobRun } from './task.ts';

let service: TellingService;
let owner: Client;
const stops: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  service = await TellingService.start();
  owner = await secondSession(service.database.ownerUrl);
});
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
  await owner.query('delete from graphile_worker._private_jobs');
});
afterAll(async () => {
  await owner.end();
  await service.stop();
});

/** Notes what it is given, and does what a test wants it to do. */
class NoteTask extends Task {
  readonly name = 'note';
  readonly noted: string[] = [];

  constructor(private readonly work: (word: string, job: JobRun) => Promise<void> = async () => undefined) {
    super();
  }

  override async run(payload: unknown, job: JobRun): Promise<void> {
    const { word } = payload as { word: string };
    this.noted.push(word);
    await this.work(word, job);
  }
}

/** Work that a test holds, until it lets it end. */
function held() {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  return { work: () => released, release };
}

class Lines implements Log {
  readonly said: string[] = [];
  log = (line: string) => void this.said.push(line);
  warn = this.log;
  error = this.log;
}

/** One replica's jobs, stopped after the test. */
async function start(
  task: Task,
  { url = service.database.url, log = new Lines(), signEveryMs = 100 }: { url?: string; log?: Log; signEveryMs?: number } = {},
): Promise<Jobs> {
  const db = new Database(await createDataSource({ entities: [], migrations: [] }, { url, poolMax: 5, applicationName: 'jobs' }).initialize());
  const jobs = new Jobs(db, { tasks: () => [task], databaseUrl: url, service: 'telling', signEveryMs }, log);
  stops.push(() => db.dataSource.destroy());
  stops.push(() => jobs.stop());
  jobs.start();
  return jobs;
}

async function lineTo({ database }: TellingService): Promise<Line> {
  const line = await Line.to(database.url);
  stops.push(() => line.cut());
  return line;
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise(setImmediate);
}

const add = (word: string, terms?: Parameters<typeof addJob>[2]) => service.db.run(addJob('note', { word }, terms));
const waiting = async () => (await owner.query('select run_at, attempts, last_error, locked_by from graphile_worker.jobs order by id')).rows;
const untilAllDone = () => until(async () => (await waiting()).length === 0);
const farAway = '2999-01-01T00:00:00.000Z';

describe('a job', () => {
  it('is added with the transaction that adds it, or not at all', async () => {
    const task = new NoteTask();
    await start(task);
    const lost = service.db.transaction(async (tx) => {
      await tx.run(addJob('note', { word: 'lost' }));
      throw new Error('rolled back');
    });
    await expect(lost).rejects.toThrow('rolled back');
    await service.db.transaction(async (tx) => {
      await tx.run(addJob('note', { word: 'kept' }));
    });
    await untilAllDone();
    expect(task.noted).toEqual(['kept']);
  });

  it('may be the last part of a statement, and is not added where that does nothing', async () => {
    await service.db.run(sql`with none as (select where false) ${addJob('note', { word: 'x' })} from none`);
    expect(await waiting()).toEqual([]);
    await service.db.run(sql`with one as (select) ${addJob('note', { word: 'x' })} from one`);
    expect(await waiting()).toHaveLength(1);
  });

  it('added twice with one key is run once, by one of two workers', async () => {
    const task = new NoteTask();
    await add('first', { jobKey: 'one', runAt: farAway });
    await add('second', { jobKey: 'one' });
    await Promise.all([start(task), start(task)]);
    await untilAllDone();
    expect(task.noted).toEqual(['second']);
  });

  it('keeps its time where it is asked to, when its key comes again', async () => {
    await add('first', { jobKey: 'one', runAt: farAway });
    await add('second', { jobKey: 'one', keepTime: true });
    expect(await waiting()).toEqual([expect.objectContaining({ run_at: new Date(farAway) })]);
  });

  it('that is running is not disturbed when its key comes again, and the new one runs after it', async () => {
    const { work, release } = held();
    const task = new NoteTask((word) => (word === 'first' ? work() : Promise.resolve()));
    await start(task);
    await add('first', { jobKey: 'one', queueName: 'of one' });
    await until(() => task.noted.length === 1);
    await add('second', { jobKey: 'one', queueName: 'of one' });
    expect(task.noted).toEqual(['first']);
    release();
    await until(() => task.noted.length === 2);
    await untilAllDone();
    expect(task.noted).toEqual(['first', 'second']);
  });

  it('of a queue waits for the one before it, also at another replica', async () => {
    const busy = { now: 0, most: 0 };
    const task = new NoteTask(async () => {
      busy.most = Math.max(busy.most, ++busy.now);
      await service.db.run(sql`select`);
      busy.now -= 1;
    });
    await Promise.all([start(task), start(task)]);
    const words = Array.from({ length: 10 }, (_, index) => `${index}`);
    for (const word of words) await add(word, { queueName: 'of all' });
    await untilAllDone();
    expect(task.noted.toSorted()).toEqual(words);
    expect(busy.most).toBe(1);
  });

  it('that was taken back is not run', async () => {
    await add('first', { jobKey: 'one', runAt: farAway });
    await service.db.run(removeJob('one'));
    expect(await waiting()).toEqual([]);
  });

  it('that fails is told, and run again at its time, which nobody has to announce', async () => {
    let fails = true;
    const log = new Lines();
    const task = new NoteTask(async () => {
      if (fails) throw new Error('no luck');
    });
    await start(task, { log });
    await add('again', { jobKey: 'one' });
    await until(async () => (await waiting())[0]?.last_error === 'no luck');
    expect(log.said).toEqual([expect.stringMatching(/^The job \d+ \(note\) is tried again, after 1 attempts: no luck$/)]);
    fails = false;
    // Not by the queue's own function: so nobody is notified, as behind a pooler that lets nobody listen.
    await owner.query('update graphile_worker._private_jobs set run_at = now()');
    await untilAllDone();
    expect(task.noted).toEqual(['again', 'again']);
  });
});

describe('a job that has failed too often', () => {
  it('is kept for a week, and others for as long as they wait', async () => {
    for (const word of ['old', 'new', 'waits']) await add(word, { jobKey: word, runAt: farAway });
    await owner.query(`update graphile_worker._private_jobs set attempts = max_attempts where key in ('old', 'new')`);
    await owner.query(`update graphile_worker._private_jobs set updated_at = now() - interval '8 days' where key in ('old', 'waits')`);
    await forgetOldJobs(service.db);
    expect((await owner.query('select key from graphile_worker.jobs order by key')).rows).toEqual([{ key: 'new' }, { key: 'waits' }]);
  });
});

describe('a worker', () => {
  it('that was killed at a job leaves it to another', async () => {
    const line = await lineTo(service);
    const { work, release } = held();
    const killed = new NoteTask(work);
    // It gives no other sign than the first.
    await start(killed, { url: line.url, signEveryMs: 3_600_000 });
    await until(async () => (await owner.query('select from job_worker')).rowCount === 1);
    stops.push(() => line.mend().then(release));
    await add('job', { queueName: 'of one' });
    await until(() => killed.noted.length === 1);
    await line.cut();
    const other = new NoteTask();
    await owner.query(`update job_worker set seen_at = seen_at - interval '31 seconds'`);
    await owner.query(`update graphile_worker._private_jobs set locked_at = locked_at - interval '31 seconds'`);
    await start(other);
    await untilAllDone();
    expect(other.noted).toEqual(['job']);
  });

  it('that is at a job for long keeps it, as long as it gives signs of life', async () => {
    const { work, release } = held();
    const busy = new NoteTask(work);
    await start(busy);
    await add('job');
    await until(() => busy.noted.length === 1);
    await owner.query(`update graphile_worker._private_jobs set locked_at = locked_at - interval '1 hour'`);
    const other = new NoteTask();
    await start(other);
    await until(async () => (await owner.query('select from job_worker')).rowCount === 2);
    await add('another');
    await until(() => busy.noted.length + other.noted.length === 2);
    release();
    await untilAllDone();
    expect([...busy.noted, ...other.noted].toSorted()).toEqual(['another', 'job']);
  });

  it('outlives its database: a job that ends during the outage has ended, and one line tells of the outage', async () => {
    const line = await lineTo(service);
    const log = new Lines();
    const { work, release } = held();
    const task = new NoteTask((word) => (word === 'under way' ? work() : Promise.resolve()));
    await start(task, { url: line.url, log });
    await add('under way');
    await until(() => task.noted.length === 1);
    await line.cut();
    await until(() => log.said.length > 0);
    release();
    await add('later');
    await line.mend();
    await untilAllDone();
    await until(() => log.said.length > 1);
    expect(task.noted).toEqual(['under way', 'later']);
    expect(log.said).toEqual([expect.stringMatching(/^The jobs wait: /), 'The jobs go on']);
  });

  it('runs a job again whose end was on its way to the database when that ended the connection', async () => {
    const { work, release } = held();
    const task = new NoteTask(work);
    const log = new Lines();
    await start(task, { log });
    await add('job', { queueName: 'of one' });
    await until(() => task.noted.length === 1);
    const holder = await secondSession(service.database.url);
    await holder.query('begin; select from graphile_worker._private_jobs for update');
    release();
    await untilWaiting(holder, 1);
    await holder.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
    await holder.end();
    await untilAllDone();
    expect(task.noted).toEqual(['job', 'job']);
    expect(log.said[0]).toMatch(/^The jobs wait: error 57P01$/);
  });

  it('runs a job that it was given in an answer that was lost', async () => {
    const line = await lineTo(service);
    const task = new NoteTask();
    await start(task, { url: line.url });
    await add('job', { runAt: farAway });
    const holder = await secondSession(service.database.url);
    const asks = await secondSession(service.database.ownerUrl);
    await asks.query('begin; lock table graphile_worker._private_jobs in exclusive mode; update graphile_worker._private_jobs set run_at = now()');
    await untilWaiting(holder, 1);
    await line.cut();
    await asks.query('commit');
    await until(async () => (await waiting())[0]?.locked_by !== null);
    await line.mend();
    await Promise.all([holder.end(), asks.end()]);
    await untilAllDone();
    expect(task.noted).toEqual(['job']);
  });

  it('starts before its database does', async () => {
    const line = await lineTo(service);
    const task = new NoteTask();
    const log = new Lines();
    const db = new Database(await createDataSource({ entities: [], migrations: [] }, { url: line.url, poolMax: 5, applicationName: 'jobs' }).initialize());
    await line.cut();
    const jobs = new Jobs(db, { tasks: () => [task], databaseUrl: line.url, service: 'telling', signEveryMs: 100 }, log);
    stops.push(() => db.dataSource.destroy());
    stops.push(() => jobs.stop());
    jobs.start();
    await until(() => log.said.length > 0);
    await line.mend();
    await add('first');
    await untilAllDone();
    expect(task.noted).toEqual(['first']);
  });

  it('lets a job end before it stops, and begins no other', async () => {
    const { work, release } = held();
    const task = new NoteTask((word) => (word === 'first' ? work() : Promise.resolve()));
    const jobs = await start(task);
    // What has been asked for already is still run: so all of them have asked, and wait.
    await add('before');
    await untilAllDone();
    await add('first');
    await until(() => task.noted.length === 2);
    const stopping = jobs.stop();
    await add('second');
    release();
    await stopping;
    stops.splice(1, 1);
    expect(task.noted).toEqual(['before', 'first']);
    expect(await waiting()).toEqual([expect.objectContaining({ locked_by: null, attempts: 0 })]);
    expect((await owner.query('select from job_worker')).rowCount).toBe(0);
  });
});

describe('the schema of the queue', () => {
  it('is installed again without harm, and belongs to the owner', async () => {
    await add('kept', { runAt: farAway });
    await installJobs(service.database.ownerUrl);
    expect(await waiting()).toHaveLength(1);
    await expect(service.db.run(sql`create table graphile_worker.mine ()`)).rejects.toThrow('permission denied for schema graphile_worker');
  });

  it('of a later release is not worked with', async () => {
    const log = new Lines();
    const task = new NoteTask();
    const jobs = await start(task, { log });
    await add('first');
    await untilAllDone();
    await owner.query('insert into graphile_worker.migrations (id, breaking) values (999999, true)');
    await owner.query(`select pg_notify('worker:migrate', '{"migrationNumber":999999,"breaking":true}')`);
    await until(() => log.said.length > 0);
    expect(log.said).toEqual(['The jobs wait: The schema graphile_worker has been migrated for a later release than this']);
    await add('second');
    await jobs.stop();
    stops.splice(1, 1);
    await owner.query('delete from graphile_worker.migrations where id = 999999');
    process.exitCode = 0;
    expect(task.noted).toEqual(['first']);
  });
});
