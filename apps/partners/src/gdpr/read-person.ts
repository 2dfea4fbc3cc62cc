import type { PersonKnown } from '@fiksu/contracts';
import { Injectable } from '@nestjs/common';
import { AskServices } from './ask-services.ts';
import { failed, notAnswered, type Told } from './told.ts';
import { WriteOutPerson } from './write-out-person.ts';

/** Subject access: all that is held of a person, over all services, or nothing at all. */
@Injectable()
export class ReadPerson {
  constructor(
    private readonly services: AskServices,
    private readonly writeOut: WriteOutPerson,
  ) {}

  async execute(person: PersonKnown): Promise<Told> {
    const { answers, silent } = await this.services.gather(await this.writeOut.execute(person));
    // A part would be taken for the whole.
    if (silent.length > 0) return failed(notAnswered);
    const children = answers.flat();
    return children.length === 0 ? { status: 204 } : { status: 200, body: { key: 'PROFILE', children } };
  }
}
