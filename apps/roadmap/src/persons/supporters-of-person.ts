import { randomBytes } from 'node:crypto';
import type { LocalisedText, PersonNode } from '@fiksu/contracts';
import { Persons, personNode, raw, sql, type Caller, type KnownPerson, type PersonHolder, type Runs } from '@fiksu/service';
import { Injectable } from '@nestjs/common';

interface Reported {
  need: string;
  reporter: string;
  reason: LocalisedText;
  at: string;
}

/**
 * Which needs a person supports, and which it has reported, under keyed hashes. Who is erased becomes somebody whom nobody
 * knows, the same one at each need, so that every count stays what it was (P10).
 */
@Injectable()
export class SupportersOfPerson implements PersonHolder {
  readonly tables = ['need_support', 'need_report'];

  constructor(persons: Persons) {
    persons.add(this);
  }

  async gather(person: KnownPerson, on: Runs): Promise<PersonNode[]> {
    const supporter = person.hash('support');
    if (supporter === null) return [];
    const supported = await on.run<{ need: string }>(sql`select need from need_support where supporter = ${supporter} order by need`);
    const reported = await reportedBy(person, on);
    return [
      ...supported.map(({ need }) => personNode('SUPPORT', { NEED: need })),
      ...reported.map(({ need, reason, at }) => personNode('REPORT', { NEED: need, REASON: Object.values(reason).join(' / '), AT: at })),
    ];
  }

  async erase(person: KnownPerson, _by: Caller, tx: Runs): Promise<number> {
    const supporter = person.hash('support');
    if (supporter === null) return 0;
    const nobody = randomBytes(16).toString('base64url');
    const supported = await tx.run(sql`update need_support set supporter = ${nobody} where supporter = ${supporter} returning need`);
    const reported = await reportedBy(person, tx);
    for (const { need, reporter } of reported)
      await tx.run(sql`update need_report set reporter = ${nobody}, reason = '{}' where need = ${need} and reporter = ${reporter}`);
    return supported.length + reported.length;
  }
}

/** Whoever reports has another hash at each need: each that was reported is looked at. */
async function reportedBy(person: KnownPerson, on: Runs): Promise<Reported[]> {
  const needs = await on.run<{ need: string }>(raw('select distinct need from need_report'));
  const hashes = needs.map(({ need }) => person.hash(`report ${need}`));
  return on.run<Reported>(sql`
    select need, reporter, reason, at from need_report
    where (need, reporter) in (select * from unnest(${needs.map(({ need }) => need)}::uuid[], ${hashes}::text[])) order by need`);
}
