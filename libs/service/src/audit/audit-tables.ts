import { ForwardOnlyMigration } from '@fiksu/database';
import type { QueryRunner } from 'typeorm';

/**
 * Who has read or changed what is personal, and what operators have done. The service's role may add and read; what is
 * there is changed by nobody, and by the owner only where it says so (`fiksu.cuts_audit`), to forget what is too old.
 */
export class AuditTables1763000000005 extends ForwardOnlyMigration {
  name = 'AuditTables1763000000005';

  async up(runner: QueryRunner): Promise<void> {
    // Instants to the millisecond: what the hash is made over is read again as it was written.
    await runner.query(`
      create table audit (
        seq bigint primary key check (seq > 0),
        id uuid not null unique,
        at timestamptz not null check (at = date_trunc('milliseconds', at)),
        action text not null,
        what text not null,
        role text not null,
        organisation uuid,
        person text,
        person_hash text,
        count integer,
        reason text,
        fields text[] not null,
        trace_id text,
        before bytea not null,
        hash bytea not null
      )`);
    await runner.query(`create index audit_listed on audit (at, id)`);
    await runner.query(`create index audit_of_what on audit (what, at, id)`);
    // Its one row: what is locked while a row is added. `mac` is by the key of the service, so that an older end cannot be claimed.
    await runner.query(`
      create table audit_head (
        one boolean primary key default true check (one),
        seq bigint not null default 0,
        hash bytea not null default '\\x',
        mac bytea
      )`);
    await runner.query(`insert into audit_head default values`);
    // Where the log begins, after what was too old has been cut off.
    await runner.query(`create table audit_cut (seq bigint primary key, hash bytea not null, at timestamptz not null default now(), mac bytea not null)`);
    await runner.query(guard);
    await runner.query(`create trigger audit_stays before update or delete on audit for each row execute function audit_stays()`);
    for (const table of ['audit', 'audit_head', 'audit_cut'])
      await runner.query(`create trigger ${table}_is_not_emptied before truncate on ${table} execute function audit_stays()`);
    await runner.query(`create trigger audit_cut_stays before update or delete on audit_cut for each row execute function audit_stays()`);
    await runner.query(rights);
  }
}

/** Another key may encrypt the person anew (`rotateKeys`); who it is, the hash tells. */
const guard = `
  create function audit_stays() returns trigger language plpgsql as $$ begin
    if tg_table_name = 'audit' and tg_op = 'DELETE' and current_setting('fiksu.cuts_audit', true) = 'on' then return old; end if;
    if tg_table_name = 'audit' and tg_op = 'UPDATE' then
      if to_jsonb(old) - 'person' = to_jsonb(new) - 'person' and (old.person is null) = (new.person is null) then return new; end if;
    end if;
    raise exception '% is added to, and never changed', tg_table_name using errcode = 'insufficient_privilege';
  end $$`;

/** Takes back what the default rights of the schema gave to the service's role. */
const rights = `do $$ declare grantee text; begin
  for grantee in
    select distinct acl.grantee::regrole::text from pg_class, aclexplode(relacl) acl
    where oid = 'audit'::regclass and acl.grantee not in (0, relowner)
  loop
    execute format('revoke all on audit, audit_cut, audit_head from %s', grantee);
    execute format('grant select, insert on audit to %s', grantee);
    execute format('grant select on audit_cut to %s', grantee);
    execute format('grant select, update on audit_head to %s', grantee);
  end loop;
end $$`;
