import type { PersonNode } from '@fiksu/contracts';
import { Persons, any, personNode, sql, type Caller, type KnownPerson, type PersonHolder, type Runs, type Sql } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { MemberSecrets } from './member-secrets.ts';
import { Members } from './members.ts';

/**
 * A person as a member of communities, wherever it is one. Who it was goes; that there is a member stays for as long as the
 * consent would have lasted, so that what is counted stays (API contract, P10).
 */
@Injectable()
export class MembersOfPerson implements PersonHolder {
  readonly tables = ['community_member'];

  constructor(
    persons: Persons,
    private readonly members: Members,
    private readonly secrets: MemberSecrets,
  ) {
    persons.add(this);
  }

  async gather(person: KnownPerson, on: Runs): Promise<PersonNode[]> {
    const members = await this.members.find(this.is(person), on);
    return members.map((member) => {
      const { name, email, subject } = this.secrets.read(member);
      const { community, basis, givenAt, expiresAt, createdAt } = member;
      return personNode('COMMUNITY_MEMBER', {
        ...{ NAME: name, EMAIL: email, SUBJECT: subject, COMMUNITY: community },
        ...{ CONSENT_BASIS: basis, CONSENT_GIVEN_AT: givenAt, CONSENT_EXPIRES_AT: expiresAt, CREATED_AT: createdAt },
      });
    });
  }

  erase(person: KnownPerson, by: Caller, tx: Runs): Promise<number> {
    return this.members.forgetWho(this.is(person), by, tx);
  }

  private is({ subject, emails }: KnownPerson): Sql {
    const hashes = emails.map((email) => this.secrets.hashOfEmail(email));
    return any([...(subject === null ? [] : [sql`subject_hash = ${this.secrets.hashOfSubject(subject)}`]), sql`email_hash = any(${hashes})`]);
  }
}
