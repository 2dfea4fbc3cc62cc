import { ColumnCipher, KitConfig, keyedHash } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { PERSONAL, normalEmail, type Contact, type Person } from './contact.ts';

type Kept = Person & Pick<Contact, 'emailHash' | 'subjectHash'>;

const place = (id: string, column: string) => ({ table: 'contact', column, id });

/** What of a contact the database must not tell by itself: encrypted in its row, and found by keyed hashes. */
@Injectable()
export class ContactSecrets {
  constructor(
    private readonly cipher: ColumnCipher,
    private readonly config: KitConfig,
  ) {}

  read(contact: Pick<Contact, 'id'> & Person): Person {
    return this.each((member) => contact[member] && this.cipher.decrypt(contact[member], place(contact.id, member)));
  }

  /**
   * What is kept of a person in the row of this id.
   * @param before what the row holds already: what says the same stays as it was encrypted, so that nothing seems to change
   */
  keep(id: string, person: Person, before: Person | null = null): Kept {
    const known = before && this.read({ id, ...before });
    const kept = this.each((member) => {
      if (before && known?.[member] === person[member]) return before[member];
      return person[member] && this.cipher.encrypt(person[member], place(id, member));
    });
    return {
      ...kept,
      emailHash: person.email && this.hashOfEmail(person.email),
      subjectHash: person.subject && this.hashOfSubject(person.subject),
    };
  }

  hashOfEmail(email: string): string {
    return keyedHash(this.config.HASH_SECRET, 'contact email', normalEmail(email));
  }

  hashOfSubject(subject: string): string {
    return keyedHash(this.config.HASH_SECRET, 'contact subject', subject);
  }

  private each(of: (member: (typeof PERSONAL)[number]) => string | null): Person {
    return Object.fromEntries(PERSONAL.map((member) => [member, of(member)])) as unknown as Person;
  }
}
