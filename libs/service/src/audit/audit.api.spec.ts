/** Who has read or changed what is personal, and what operators have done: nobody can say later that it was otherwise. */
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ColumnCipher, Database, createDataSource, newId, raw, rotateKeys, sql } from '@fiksu/database';
import { secondSession, untilWaiting, type Client } from '@fiksu/testing';
import { expectProblem } from '../../test/expect-problem.ts';
import { startNotes, type NotesService } from '../../test/notes-service.ts';
import { everyPage } from '../../test/planted-notes.ts';
import { Caller } from '../access/caller.ts';
import { createService } from '../running/create-service.ts';
import { notesService } from '../../test/notes-service.ts';
import { AuditAnchors } from './audit-anchors.ts';
import { Audit } from './audit.ts';
import type { AuditRowView, AuditVerified } from './audit.schema.ts';
import { forgetOldAudit } from './forget-old-audit.ts';
import { Seals } from './seals.ts';

const keys = { first: 'k1:Zm9yIHRlc3RzIG9ubHksIGEga2V5IG9mIDMyIGJ5dC4=', second: 'k2:YW5vdGhlciBvbmUgZm9yIHRlc3RzLCBvZiAzMiBieXQ=' };
const secret = 'a secret for tests, long enough to be taken';
const folder = mkdtempSync(join(tmpdir(), 'fiksu-audit-'));
let notes: NotesService;
let admin: Client;
let audit: Audit;
let owner: Database;

async function startAnew(): Promise<void> {
  notes = await startNotes({ STORAGE_URL: pathToFileURL(folder).href, LOG_LEVEL: 'silent' });
  admin = await notes.as('admin', { sub: 'sub-of-aino' });
  audit = notes.app.get(Audit);
  owner = new Database(
    await createDataSource({ entities: [], migrations: [] }, { url: notes.database.ownerUrl, poolMax: 2, applicationName: 'owner' }).initialize(),
  );
}

async function stop(): Promise<void> {
  await owner.dataSource.destroy();
  await notes.stop();
  rmSync(folder, { recursive: true, force: true });
}

beforeAll(startAnew);
afterAll(stop);

const now = () => new Date().toISOString();
const claims = { sub: 'sub-of-reader', roles: ['coordinator' as const], org: null, districts: null, scopes: [], expiresAtMs: 0 };
const reader = (at = now()) => new Caller({ at, claims, ifMatch: null, traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`, hashOf: () => '' });
const listed = async (query = ''): Promise<AuditRowView[]> => (await admin.get(`/operations/audit?limit=200${query}`).expect(200)).body.data;
const verified = async (): Promise<AuditVerified> => (await admin.post('/operations/audit/verify').expect(200)).body;
const kindsOf = ({ faults }: AuditVerified) => faults.map(({ seq, kind }) => `${kind} ${seq}`);
/** What only somebody can do who owns the database, and takes the guard away first. */
const tamper = (statement: string) =>
  owner.script(`begin; set local session_replication_role = replica; ${statement}; commit`).catch(() => tamperWithoutGuard(statement));
const tamperWithoutGuard = (statement: string) =>
  owner.script(`begin; alter table audit disable trigger all; alter table audit_head disable trigger all; ${statement};
    alter table audit enable trigger all; alter table audit_head enable trigger all; commit`);

describe('what is noted', () => {
  it('says who, when, what and why, and nothing personal', async () => {
    const by = reader();
    const what = `contacts/${newId()}`;
    await audit.note({ action: 'change', what, fields: ['email', 'phone'], reason: 'consent-ended', count: 1 }, by);
    expect(await listed(`&what=${what}`)).toEqual([
      {
        ...{ id: expect.any(String), seq: expect.any(Number), at: by.at, action: 'change', what, role: 'coordinator', organisation: null },
        ...{ person: 'sub-of-reader', count: 1, reason: 'consent-ended', fields: ['email', 'phone'], traceId: 'a'.repeat(32) },
      },
    ]);
  });

  it('does not show in the database who it was', async () => {
    await audit.note({ action: 'read', what: 'contacts' }, reader());
    const rows = await notes.db.run<{ row: string }>(raw('select row_to_json(audit)::text as row from audit'));
    expect(rows.length).toBeGreaterThan(0);
    for (const { row } of rows) expect(row).not.toMatch(/sub-of/);
  });

  it('is kept with the change, or not at all', async () => {
    const what = `contacts/${newId()}`;
    const failing = notes.db.transaction(async (tx) => {
      await audit.note({ action: 'delete', what }, reader(), tx);
      throw new Error('the change fails');
    });
    await expect(failing).rejects.toThrow('the change fails');
    expect(await listed(`&what=${what}`)).toEqual([]);
    expect((await verified()).valid).toBe(true);
  });

  it('has a place without gaps, however many note at once', async () => {
    const what = `contacts/${newId()}`;
    await Promise.all(Array.from({ length: 40 }, () => audit.note({ action: 'read', what }, reader())));
    const seqs = (await listed(`&what=${what}`)).map(({ seq }) => seq).sort((one, other) => one - other);
    expect(seqs).toHaveLength(40);
    expect(seqs.map((seq) => seq - (seqs[0] as number))).toEqual(seqs.map((_, index) => index));
    expect((await verified()).valid).toBe(true);
  });

  it('waits for the end of who noted before', async () => {
    const other = await secondSession(notes.database.url);
    await other.query('begin');
    await other.query('select from audit_head for update');
    const what = `contacts/${newId()}`;
    const noted = audit.note({ action: 'read', what }, reader());
    await untilWaiting(other, 1);
    expect(await notes.db.run(sql`select from audit where what = ${what}`)).toEqual([]);
    await other.query('commit');
    await noted;
    await other.end();
    expect(await listed(`&what=${what}`)).toHaveLength(1);
  });
});

describe('what operators do', () => {
  const letter = async () => {
    const id = newId();
    await notes.db.run(sql`insert into dead_letters (id, consumer, event_id, event, reason) values (${id}, 'former', ${newId()}, '{}', 'none')`);
    return id;
  };
  const acts = async (what: string) => (await listed(`&what=${what}`)).map(({ action, person, role, count }) => ({ action, person, role, count }));

  it('is noted: what they read, and how much', async () => {
    const id = await letter();
    await admin.get(`/operations/dead-letters/${id}`).expect(200);
    expect(await acts(`dead-letters/${id}`)).toEqual([{ action: 'read', person: 'sub-of-aino', role: 'admin', count: null }]);
    await admin.get('/operations/dead-letters?limit=1').expect(200);
    const [list] = await listed('&what=dead-letters&action=list');
    expect(list).toMatchObject({ action: 'list', what: 'dead-letters', count: 1 });
  });

  it('is noted: what they do, and not the words of it', async () => {
    const id = await letter();
    await admin.post(`/operations/dead-letters/${id}/discard`, { reason: 'Aino Esimerkki has asked for it' }).expect(200);
    expect(await acts(`dead-letters/${id}`)).toEqual([{ action: 'discard', person: 'sub-of-aino', role: 'admin', count: null }]);
    const event = newId();
    await admin.post('/operations/redact', { event, pointers: ['/data/title/fi'], reason: 'x' }).expect(404);
    expect(await acts(`events/${event}`)).toEqual([{ action: 'redact', person: 'sub-of-aino', role: 'admin', count: null }]);
    const rows = await notes.db.run<{ row: string }>(raw('select row_to_json(audit)::text as row from audit'));
    expect(rows.map(({ row }) => row).join()).not.toContain('Esimerkki');
  });

  it('is noted where it is answered again from what was kept', async () => {
    const id = await letter();
    const key = { 'Idempotency-Key': newId() };
    for (const replayed of [undefined, 'true']) {
      const { headers } = await admin.post(`/operations/dead-letters/${id}/discard`, { reason: 'x' }, key).expect(200);
      expect(headers['idempotency-replayed']).toBe(replayed);
    }
    expect(await acts(`dead-letters/${id}`)).toHaveLength(2);
  });

  it('is noted of webhooks, whoever changes them', async () => {
    const platform = await notes.as('platform', { sub: 'sub-of-platform' });
    const { body } = await platform.post('/webhooks', { url: 'https://example.org/', types: ['fiksu.notes.*'] });
    await platform.act(`/webhooks/${body.id}`, 'rotate');
    expect(await acts(`webhooks/${body.id}`)).toEqual([{ action: 'rotate', person: 'sub-of-platform', role: 'platform', count: null }]);
    expect((await listed('&what=webhooks&action=create'))[0]).toMatchObject({ action: 'create', what: 'webhooks', person: 'sub-of-platform' });
  });

  it('is not noted of those who may not: they are refused before', async () => {
    const before = (await verified()).rows;
    await (await notes.as('coordinator')).get('/operations/audit').expect(403);
    await notes.anyone.get('/operations/dead-letters').expect(401);
    expect((await verified()).rows).toBe(before + 1);
  });

  it('does not happen, and shows nothing, where it cannot be noted', async () => {
    const id = await letter();
    await owner.script('alter table audit add constraint full_up check (seq < 1) not valid');
    try {
      const read = await admin.get('/operations/dead-letters');
      expectProblem(read, { status: 500, code: 'internal-error' });
      expect(read.text).not.toContain(id);
      expectProblem(await admin.post(`/operations/dead-letters/${id}/discard`, { reason: 'x' }), { status: 500, code: 'internal-error' });
      expect(await notes.db.run(sql`select from dead_letters where id = ${id} and resolved_at is null`)).toHaveLength(1);
    } finally {
      await owner.script('alter table audit drop constraint full_up');
    }
  });
});

describe('the audit log', () => {
  it('is for admins', async () => {
    for (const role of ['coordinator', 'evaluator', 'partner', 'platform', 'resident'] as const) {
      const client = await notes.as(role);
      expectProblem(await client.get('/operations/audit'), { status: 403, code: 'forbidden' });
      expectProblem(await client.post('/operations/audit/verify'), { status: 403, code: 'forbidden' });
    }
    expectProblem(await notes.anyone.get('/operations/audit'), { status: 401, code: 'unauthenticated' });
  });

  it('is listed newest first, by pages, and by what was done, to what, by whom, and when', async () => {
    const what = `contacts/${newId()}`;
    const ats = ['2026-03-01T12:00:00.000Z', '2026-03-02T12:00:00.000Z', '2026-03-03T12:00:00.000Z'];
    for (const at of ats) await audit.note({ action: at === ats[1] ? 'export' : 'read', what }, reader(at));
    const seen = async (query: string) => (await listed(`&what=${what}${query}`)).map(({ at }) => at);
    expect(await seen('')).toEqual(ats.toReversed());
    expect(await seen('&action=export')).toEqual([ats[1]]);
    expect(await seen('&role=admin')).toEqual([]);
    expect(await seen(`&since=${ats[1]}`)).toEqual([ats[2], ats[1]]);
    expect(await seen(`&since=${ats[1]}&until=${ats[2]}`)).toEqual([ats[1]]);
    const pages = await everyPage(admin, `/operations/audit?limit=1&what=${what}`);
    expect(pages.map((row) => (row as unknown as AuditRowView).at)).toEqual(ats.toReversed());
    expect(new Set((await listed('&what=contacts')).map((row) => row.what.split('/')[0]))).toEqual(new Set(['contacts']));
    expectProblem(await admin.get('/operations/audit?since=yesterday'), { status: 400, code: 'malformed', parameters: ['since'] });
    expectProblem(await admin.get('/operations/audit?person=x'), { status: 400, code: 'malformed', parameters: ['person'] });
  });

  it('notes that it was read and verified', async () => {
    await listed();
    await verified();
    const [verifying, reading] = await listed('&what=audit');
    expect([verifying?.action, reading?.action]).toEqual(['verify', 'list']);
  });

  it('is added to, and never changed, by the service', async () => {
    const session = await secondSession(notes.database.url);
    const statements = ['update audit set role = role', 'delete from audit', 'truncate audit', 'insert into audit_cut values (1)', 'delete from audit_cut'];
    for (const statement of [...statements, 'delete from audit_head', 'insert into audit_head default values', 'alter table audit disable trigger all'])
      await expect(session.query(statement)).rejects.toMatchObject({ code: '42501' });
    await session.end();
  });

  it('is not changed by the owner either, but on purpose', async () => {
    await audit.note({ action: 'read', what: 'contacts' }, reader());
    const session = await secondSession(notes.database.ownerUrl);
    for (const statement of [`update audit set action = 'list'`, 'delete from audit', 'truncate audit', 'truncate audit_cut', 'truncate audit_head'])
      await expect(session.query(statement)).rejects.toMatchObject({ code: '42501' });
    await session.end();
  });

  it('can still be read and verified when the keys have been rotated', async () => {
    const cipher = new ColumnCipher(`${keys.second},${keys.first}`);
    const { byKey, unreadable } = await rotateKeys(owner, cipher, [{ table: 'audit', column: 'person' }]);
    expect([Object.keys(byKey), unreadable]).toEqual([['k2'], []]);
    const environment = { LOG_LEVEL: 'silent', HOST: '127.0.0.1', NATS_URL: 'nats://127.0.0.1:9', PUBLIC_URL: 'http://localhost:8080', AUDIENCE: 'fiksu' };
    const own = { DATABASE_URL: notes.database.url, ISSUER_URL: notes.issuer.url, STORAGE_URL: pathToFileURL(folder).href, HASH_SECRET: secret };
    const later = await createService(notesService, { ...environment, ...own, ENCRYPTION_KEYS: `${keys.second},${keys.first}` });
    await later.listen(0, '127.0.0.1');
    const token = await notes.issuer.token('admin', { sub: 'sub-of-aino' });
    const ask = async (method: string, path: string) =>
      (await fetch(`${await later.getUrl()}/notes/v1/operations/audit${path}`, { method, headers: { authorization: `Bearer ${token}` } })).json();
    expect(await ask('POST', '/verify')).toMatchObject({ valid: true, faults: [] });
    expect(((await ask('GET', '?limit=200')) as { data: AuditRowView[] }).data.map(({ person }) => person)).not.toContain(null);
    await later.close();
    await rotateKeys(owner, new ColumnCipher(`${keys.first},${keys.second}`), [{ table: 'audit', column: 'person' }]);
  });
});

describe('verifying', () => {
  beforeEach(async () => {
    await stop();
    await startAnew();
    for (let nth = 0; nth < 6; nth++) await audit.note({ action: 'read', what: `contacts/${newId()}` }, reader());
  });
  const keep = () => notes.app.get(AuditAnchors).keep(now());
  const snapshot = () => owner.script('create table kept_audit as table audit; create table kept_head as table audit_head');
  const putBack = () =>
    tamperWithoutGuard(
      'delete from audit; insert into audit select * from kept_audit; update audit_head set (seq, hash, mac) = (select seq, hash, mac from kept_head)',
    );

  it('finds nothing where nothing was done to it', async () => {
    await keep();
    expect(await verified()).toEqual({ valid: true, rows: 7, first: 1, last: 7, anchors: 1, faults: [] });
  });

  it.each([
    ['a row that was changed', `update audit set what = 'contacts' where seq = 3`, 'changed 3'],
    ['a row that was taken away', 'delete from audit where seq = 3', 'missing 3'],
    [
      'rows that have changed places',
      `update audit set seq = -seq + 7 + 100 where seq in (3, 4); update audit set seq = seq - 100 where seq > 100`,
      'reordered 3',
    ],
    ['an end that was cut off', 'delete from audit where seq > 4', 'cut 5'],
    [
      'an end that was cut off and moved',
      'delete from audit where seq > 4; update audit_head set seq = 4, hash = (select hash from audit where seq = 4)',
      'cut 4',
    ],
    ['a beginning that was cut off', 'delete from audit where seq < 3', 'missing 1'],
    ['a log that was emptied', `delete from audit; update audit_head set seq = 0, hash = '', mac = null`, 'cut 1'],
  ])('finds %s', async (_, statement, fault) => {
    await keep();
    await tamper(statement);
    const result = await verified();
    expect(result.valid).toBe(false);
    expect(kindsOf(result)).toContain(fault);
  });

  it('finds an end that was moved, also when more has been noted since', async () => {
    await tamper('delete from audit where seq > 4; update audit_head set seq = 4, hash = (select hash from audit where seq = 4)');
    await audit.note({ action: 'read', what: 'contacts' }, reader());
    expect(kindsOf(await verified())).toEqual([expect.stringMatching(/^cut /)]);
  });

  it('finds a whole database that was put back, by what is kept elsewhere', async () => {
    await snapshot();
    await audit.note({ action: 'delete', what: 'contacts' }, reader());
    await keep();
    await putBack();
    expect(kindsOf(await verified())).toEqual(['cut 7']);
  });

  it('finds that what is kept elsewhere was changed, or taken away', async () => {
    await keep();
    const anchors = join(folder, 'audit/notes/anchors');
    const [file] = await readdir(anchors);
    const path = join(anchors, file as string);
    const kept = await readFile(path, 'utf8');
    await writeFile(path, kept.replace('"seq":6', '"seq":5'));
    expect(kindsOf(await verified())).toEqual(['changed 5']);
    rmSync(path);
    expect(kindsOf(await verified())).toEqual(['missing 7']);
    await writeFile(path, kept);
    expect((await verified()).valid).toBe(true);
  });

  it('holds when what is too old has been cut off by the owner', async () => {
    const seals = new Seals(secret, 'notes');
    await tamperWithoutGuard('delete from audit; update audit_head set seq = 0, hash = default, mac = null');
    const monthsAgo = (months: number) => {
      const at = new Date();
      at.setUTCMonth(at.getUTCMonth() - months);
      return at.toISOString();
    };
    for (const months of [30, 26, 25, 20, 1]) await audit.note({ action: 'read', what: 'contacts' }, reader(monthsAgo(months)));
    expect(await forgetOldAudit(owner, seals)).toBe(3);
    expect(await forgetOldAudit(owner, seals)).toBe(0);
    expect(await verified()).toMatchObject({ valid: true, first: 4, last: 5, faults: [] });
    await tamper('delete from audit where seq = 4');
    expect(kindsOf(await verified())).toEqual(['missing 4']);
  });
});

describe('where the log ended', () => {
  beforeEach(async () => {
    await stop();
    await startAnew();
  });
  const filesOf = () => readdir(join(folder, 'audit/notes/anchors')).catch(() => []);

  it('is kept once a day, however many replicas try at once, and never written over', async () => {
    await audit.note({ action: 'read', what: 'contacts' }, reader());
    const anchors = notes.app.get(AuditAnchors);
    const kept = await Promise.all(Array.from({ length: 5 }, () => anchors.keep('2026-11-25T08:00:00.000Z')));
    expect(kept.filter(Boolean)).toHaveLength(1);
    const first = await readFile(join(folder, 'audit/notes/anchors/2026-11-25.json'), 'utf8');
    await audit.note({ action: 'read', what: 'contacts' }, reader());
    expect(await anchors.keep('2026-11-25T20:00:00.000Z')).toBe(false);
    expect(await readFile(join(folder, 'audit/notes/anchors/2026-11-25.json'), 'utf8')).toBe(first);
    expect(await anchors.keep('2026-11-26T08:00:00.000Z')).toBe(true);
    expect(await filesOf()).toEqual(['2026-11-25.json', '2026-11-26.json']);
    expect((await listed('&action=anchor')).map(({ what, role, person }) => ({ what, role, person }))).toEqual([
      { what: 'audit-anchors/2026-11-26', role: 'clock', person: null },
      { what: 'audit-anchors/2026-11-25', role: 'clock', person: null },
    ]);
  });

  it('is not kept of a log in which nothing is', async () => {
    expect(await notes.app.get(AuditAnchors).keep(now())).toBe(false);
    expect(await filesOf()).toEqual([]);
  });

  it('names nobody', async () => {
    await audit.note({ action: 'read', what: 'contacts' }, reader());
    await notes.app.get(AuditAnchors).keep('2026-11-25T08:00:00.000Z');
    const kept = JSON.parse(await readFile(join(folder, 'audit/notes/anchors/2026-11-25.json'), 'utf8')) as object;
    expect(Object.keys(kept)).toEqual(['day', 'seq', 'hash', 'seal']);
  });
});
