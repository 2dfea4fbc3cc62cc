import { Mentions, Persons } from '@fiksu/service';
import { Injectable } from '@nestjs/common';

/** A person that the words of an agreement name, which no event tells of: the name goes, the words stay. */
@Injectable()
export class AgreementsNamingPerson extends Mentions {
  constructor(persons: Persons) {
    super([
      { table: 'agreement', column: 'title', type: 'jsonb' },
      { table: 'agreement', column: 'termination_reason', type: 'jsonb' },
    ]);
    persons.add(this);
  }
}
