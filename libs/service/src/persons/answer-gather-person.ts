import { gatherPerson, type PersonKnown, type PersonNode } from '@fiksu/contracts';
import { Database } from '@fiksu/database';
import { Responder } from '@fiksu/messaging';
import { Injectable } from '@nestjs/common';
import { KitConfig } from '../config.ts';
import { KnownPerson } from './known-person.ts';
import { Persons } from './persons.ts';

/** NATS refuses a message of more than a mebibyte: what is longer is told in pages. */
const pageBytesMax = 262_144;

/** Tells what the service holds of a person. */
@Injectable()
export class AnswerGatherPerson extends Responder<PersonKnown & { from: number }, { parts: PersonNode[]; next: number | null }> {
  readonly question;

  constructor(
    private readonly config: KitConfig,
    private readonly db: Database,
    private readonly persons: Persons,
  ) {
    super();
    this.question = gatherPerson(config.SERVICE);
  }

  async answer({ from, ...known }: PersonKnown & { from: number }) {
    return pageOf(await this.persons.gather(new KnownPerson(known, this.config.HASH_SECRET), this.db), from);
  }
}

/** As many parts as fit into a message, and one at least. */
export function pageOf(parts: readonly PersonNode[], from: number, bytesMax = pageBytesMax): { parts: PersonNode[]; next: number | null } {
  let bytes = 0;
  let until = from;
  while (until < parts.length) {
    bytes += Buffer.byteLength(JSON.stringify(parts[until]));
    if (bytes > bytesMax && until > from) break;
    until++;
  }
  return { parts: parts.slice(from, until), next: until < parts.length ? until : null };
}
