import { SERVICES, erasePerson, gatherPerson, type PersonKnown, type PersonNode, type PersonRefusal } from '@fiksu/contracts';
import { Nats, ask } from '@fiksu/service';
import { Injectable } from '@nestjs/common';

/** Longer than a question of every day: much may have to be looked through. */
const unhurriedMs = 5000;

/** What all services have said, and which did not. */
export interface Heard<Answer> {
  answers: Answer[];
  silent: string[];
}

/** Asks every service of the platform about a person, all at once. Who does not answer, and why, is told to nobody else: an error may repeat what was asked. */
@Injectable()
export class AskServices {
  constructor(private readonly nats: Nats) {}

  /** What each holds of the person. @param withinMs how long each may take for a page of it */
  gather(person: PersonKnown, withinMs = unhurriedMs): Promise<Heard<PersonNode[]>> {
    return heardOf((service) => this.partsOf(service, person, withinMs));
  }

  /** Why a service may not erase the person. Changes nothing. */
  async refusals(person: PersonKnown): Promise<Heard<PersonRefusal[]>> {
    return heardOf(async (service) => (await ask(this.nats, erasePerson(service), { ...person, erasure: null, dryRun: true })).refused);
  }

  private async partsOf(service: string, person: PersonKnown, withinMs: number): Promise<PersonNode[]> {
    const parts: PersonNode[] = [];
    for (let from: number | null = 0; from !== null;) {
      const page: { parts: PersonNode[]; next: number | null } = await ask(this.nats, gatherPerson(service), { ...person, from }, withinMs);
      parts.push(...page.parts);
      from = page.next;
    }
    return parts;
  }
}

async function heardOf<Answer>(asking: (service: string) => Promise<Answer>): Promise<Heard<Answer>> {
  const heard: Heard<Answer> = { answers: [], silent: [] };
  const settled = await Promise.allSettled(SERVICES.map(asking));
  for (const [index, each] of settled.entries())
    if (each.status === 'fulfilled') heard.answers.push(each.value);
    else heard.silent.push(SERVICES[index] as string);
  return heard;
}
