import type { PersonNode, PersonRefusal } from '@fiksu/contracts';
import type { Runs } from '@fiksu/database';
import type { Caller } from '../access/caller.ts';
import type { KnownPerson } from './known-person.ts';

/** What keeps data of persons, and finds and takes away those of one. */
export interface PersonHolder {
  /** The tables whose encrypted and pseudonymous columns it answers for: a test of each service looks for those that nobody does. */
  readonly tables: readonly string[];
  /** What is held of the person: one node for each thing, with a key in capitals. */
  gather(person: KnownPerson, on: Runs): Promise<PersonNode[]>;
  /** Takes away the person, and leaves what is counted. May be asked again when all is done. Answers how many things it touched. */
  erase(person: KnownPerson, by: Caller, tx: Runs): Promise<number>;
  /** What may not be erased, by law (domain: `retention-duty`): then nothing of the service is. */
  refusals?(person: KnownPerson, on: Runs): Promise<PersonRefusal[]>;
  /** What is done when the transaction is kept: to bytes that no row stands for any more. */
  afterwards?(): Promise<void>;
}

/**
 * Everything in a service that holds data of persons. What keeps some of the service's own adds itself when it is made; what
 * every service keeps comes after it: a file is looked at when nothing that is erased holds it any more.
 */
export class Persons {
  private readonly own: PersonHolder[] = [];

  constructor(private readonly ofEveryService: readonly PersonHolder[]) {}

  add(holder: PersonHolder): void {
    this.own.push(holder);
  }

  private get holders(): PersonHolder[] {
    return [...this.own, ...this.ofEveryService];
  }

  /** The tables that somebody answers for. */
  get tables(): Set<string> {
    return new Set(this.holders.flatMap(({ tables }) => tables));
  }

  async gather(person: KnownPerson, on: Runs): Promise<PersonNode[]> {
    const held: PersonNode[] = [];
    for (const holder of this.holders) held.push(...(await holder.gather(person, on)));
    return held;
  }

  async refusals(person: KnownPerson, on: Runs): Promise<PersonRefusal[]> {
    const refused: PersonRefusal[] = [];
    for (const holder of this.holders) refused.push(...((await holder.refusals?.(person, on)) ?? []));
    return refused;
  }

  async erase(person: KnownPerson, by: Caller, tx: Runs): Promise<number> {
    let erased = 0;
    for (const holder of this.holders) erased += await holder.erase(person, by, tx);
    return erased;
  }

  async afterwards(): Promise<void> {
    for (const holder of this.holders) await holder.afterwards?.();
  }
}

/** A thing that is held, as the contract has it: `{ key: 'CONTACT', children: [{ key: 'NAME', value: 'Aino' }] }`. What is not known is left out. */
export const personNode = (key: string, members: Record<string, string | number | boolean | null | undefined>): PersonNode => ({
  key,
  children: Object.entries(members).flatMap(([name, value]) => (value === null || value === undefined ? [] : [{ key: name, value }])),
});
