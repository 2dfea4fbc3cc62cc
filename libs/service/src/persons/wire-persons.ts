import { ColumnCipher } from '@fiksu/database';
import type { Provider } from '@nestjs/common';
import { Attachables } from '../files/attachables.ts';
import { LooseBytes } from '../files/loose-bytes.ts';
import type { PersonalData } from '../personal/personal-data.ts';
import { AnswerErasePerson } from './answer-erase-person.ts';
import { AnswerGatherPerson } from './answer-gather-person.ts';
import { KeptAnswers } from './kept-answers.ts';
import { Mentions } from './mentions.ts';
import { NamedActors } from './named-actors.ts';
import { Persons } from './persons.ts';
import { SentFiles } from './sent-files.ts';

/** How every service answers for the data of persons (API contract, P10). What is the service's own adds itself. */
export const wirePersons = (own: PersonalData): Provider[] => [
  {
    provide: Persons,
    useFactory: (cipher: ColumnCipher, attachables: Attachables, loose: LooseBytes) =>
      new Persons([new NamedActors(own.tables), new SentFiles(attachables, loose), new Mentions(), new KeptAnswers(cipher)]),
    inject: [ColumnCipher, Attachables, LooseBytes],
  },
  AnswerGatherPerson,
  AnswerErasePerson,
];
