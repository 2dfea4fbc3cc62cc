import type { PersonNode } from '@fiksu/contracts';
import {
  Database,
  Mentions,
  Persons,
  Store,
  any,
  authorOf,
  personNode,
  sql,
  type Caller,
  type KnownPerson,
  type PersonHolder,
  type Runs,
  type Sql,
} from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { ContactEntity } from '../contacts/contact.entity.ts';
import { ContactSecrets } from '../contacts/contact-secrets.ts';
import type { Contact } from '../contacts/contact.ts';

/** A person as a contact of organisations, wherever it is one. That there was a contact, and when it went, stays in history. */
@Injectable()
export class ContactsOfPerson implements PersonHolder {
  readonly tables = ['contact'];
  private readonly store: Store<Contact>;

  constructor(
    db: Database,
    persons: Persons,
    private readonly secrets: ContactSecrets,
  ) {
    this.store = new Store(db, ContactEntity);
    persons.add(this);
    // Why two organisations are no duplicates tells nobody but those who work for the city.
    persons.add(new Mentions([{ table: 'dismissed_duplicate', column: 'reason', type: 'jsonb' }]));
  }

  async gather(person: KnownPerson, on: Runs): Promise<PersonNode[]> {
    const contacts = await on.run<Contact>(sql`select ${this.store.columns} from contact where ${this.is(person)} order by id`);
    return contacts.map((contact) => {
      const { name, email, phone, role, subject } = this.secrets.read(contact);
      const { organisation, basis, givenAt, expiresAt, createdAt } = contact;
      return personNode('CONTACT', {
        ...{ NAME: name, EMAIL: email, PHONE: phone, ROLE: role, SUBJECT: subject, ORGANISATION: organisation },
        ...{ CONSENT_BASIS: basis, CONSENT_GIVEN_AT: givenAt, CONSENT_EXPIRES_AT: expiresAt, CREATED_AT: createdAt },
      });
    });
  }

  async erase(person: KnownPerson, by: Caller, tx: Runs): Promise<number> {
    const erased = await tx.run(sql`
      with gone as (delete from contact where ${this.is(person)} returning id, version)
      insert into history (collection, resource, version, at, by, action)
      select 'contacts', id::text, version + 1, ${by.at}::timestamptz, ${JSON.stringify(authorOf(by))}::jsonb, 'delete' from gone returning id`);
    return erased.length;
  }

  private is({ subject, emails }: KnownPerson): Sql {
    const hashes = emails.map((email) => this.secrets.hashOfEmail(email));
    return any([...(subject === null ? [] : [sql`subject_hash = ${this.secrets.hashOfSubject(subject)}`]), sql`email_hash = any(${hashes})`]);
  }
}
