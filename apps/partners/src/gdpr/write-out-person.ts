import type { PersonKnown, PersonNode } from '@fiksu/contracts';
import { Database, KitConfig, KnownPerson, Persons } from '@fiksu/service';
import { Injectable } from '@nestjs/common';

/** What a text names one person by: a name stands for its namesakes too. */
const keys = ['EMAIL', 'PHONE'];
const lengthMin = 7;
const writtenMax = 100;

/**
 * Adds to what a person is known by the addresses and telephone numbers that the registry has of it, so that the other
 * services, which have no contacts, find them in what was written of it. They are read before they are erased, and go on
 * encrypted until every service has confirmed.
 */
@Injectable()
export class WriteOutPerson {
  constructor(
    private readonly db: Database,
    private readonly persons: Persons,
    private readonly config: KitConfig,
  ) {}

  async execute(person: PersonKnown): Promise<PersonKnown> {
    const held = await this.persons.gather(new KnownPerson(person, this.config.HASH_SECRET), this.db);
    const values = held.flatMap(leaves).flatMap(({ key, value }) => (keys.includes(key) && typeof value === 'string' ? [value] : []));
    const written = [...new Set(values)].filter((value) => value.length >= lengthMin && !person.emails.includes(value));
    return { ...person, writtenAs: written.slice(0, writtenMax) };
  }
}

const leaves = (node: PersonNode): PersonNode[] => (node.children ? node.children.flatMap(leaves) : [node]);
