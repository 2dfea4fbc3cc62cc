import type { PersonKnown } from '@fiksu/contracts';
import { keyedHash } from '../access/hashing.ts';

/** Somebody whose data are asked for or erased, as this service can recognise them. */
export class KnownPerson {
  readonly subject: string | null;
  readonly emails: readonly string[];
  /** By what a text names the person: nothing but texts is found by all of it. */
  readonly written: readonly string[];

  constructor(
    { subject, emails, writtenAs }: PersonKnown,
    private readonly secret: string,
  ) {
    this.subject = subject;
    this.emails = emails;
    this.written = [...new Set([...emails, ...writtenAs])];
  }

  /** What `Caller.hash` makes of the same person for the same purpose; null without an account. */
  hash(purpose: string): string | null {
    return this.subject === null ? null : keyedHash(this.secret, purpose, `sub ${this.subject}`);
  }
}
