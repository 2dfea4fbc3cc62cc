import { randomBytes } from 'node:crypto';
import { ColumnCipher, KitConfig, keyedHash, sha256 } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { normalEmail } from '../contacts/contact.ts';
import { PERSONAL, type Member, type Person } from './member.ts';

/** 128 bits: nobody guesses a receipt. */
const secretBytes = 16;

const place = (id: string, column: string) => ({ table: 'community_member', column, id });

/** What of a member the database must not tell by itself: encrypted in its row, and found by keyed hashes. */
@Injectable()
export class MemberSecrets {
  constructor(
    private readonly cipher: ColumnCipher,
    private readonly config: KitConfig,
  ) {}

  read(member: Pick<Member, 'id'> & Person): Person {
    return this.each((name) => member[name] && this.cipher.decrypt(member[name], place(member.id, name)));
  }

  /** What is kept of a person in the row of this id. */
  keep(id: string, person: Person): Person & Pick<Member, 'emailHash' | 'subjectHash'> {
    return {
      ...this.each((name) => person[name] && this.cipher.encrypt(person[name], place(id, name))),
      emailHash: person.email && this.hashOfEmail(person.email),
      subjectHash: person.subject && this.hashOfSubject(person.subject),
    };
  }

  hashOfEmail(email: string): string {
    return keyedHash(this.config.HASH_SECRET, 'member email', normalEmail(email));
  }

  hashOfSubject(subject: string): string {
    return keyedHash(this.config.HASH_SECRET, 'member subject', subject);
  }

  newReceipt(): string {
    return randomBytes(secretBytes).toString('base64url');
  }

  /** The hash under which a receipt's secret is kept: whoever reads the database can neither read nor end anybody's membership. */
  hashOfReceipt(secret: string): string {
    return sha256(`membership ${secret}`).toString('base64url');
  }

  private each(of: (name: (typeof PERSONAL)[number]) => string | null): Person {
    return Object.fromEntries(PERSONAL.map((name) => [name, of(name)])) as unknown as Person;
  }
}
