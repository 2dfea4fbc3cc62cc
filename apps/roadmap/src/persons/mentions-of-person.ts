import { Mentions, Persons } from '@fiksu/service';
import { Injectable } from '@nestjs/common';

/** What coordinators note for themselves and tell authors, what others report, and what was said in a session: no event has it. */
@Injectable()
export class MentionsOfPerson extends Mentions {
  constructor(persons: Persons) {
    super([
      { table: 'need', column: 'note', type: 'jsonb' },
      { table: 'need', column: 'decline_reason', type: 'jsonb' },
      { table: 'need_report', column: 'reason', type: 'jsonb' },
      { table: 'session_note', column: 'text', type: 'jsonb' },
    ]);
    persons.add(this);
  }
}
