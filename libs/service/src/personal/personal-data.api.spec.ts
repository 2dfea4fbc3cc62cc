import { describePersonalData } from '@fiksu/testing';
import { notesService } from '../../test/notes-service.ts';
import { classified } from './personal-data.ts';

describePersonalData(notesService);

describe('what is said of a table', () => {
  it('names each column with what it is, and one that stands twice twice', () => {
    expect(classified({ none: 'id  version', freeText: 'title id', personal: { by: 'a reason' } })).toEqual([
      ['id', 'none'],
      ['version', 'none'],
      ['title', 'freeText'],
      ['id', 'freeText'],
      ['by', 'personal'],
    ]);
  });
});
