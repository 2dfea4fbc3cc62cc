import type { LocalisedText, PersonNode } from '@fiksu/contracts';
import { Persons, personNode, sql, type Caller, type KnownPerson, type PersonHolder, type Runs } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { NeedRepository } from '../needs/need.repository.ts';
import { isPublic, withoutWords, type Need } from '../needs/need.ts';
import { authorPurpose } from './authors-of-needs.ts';

/**
 * The needs that a resident wrote. Who is erased is the author of none any more, and its receipts open nothing. Words that
 * nobody has accepted go; a need that was accepted is the city's, in words that were moderated. Every need stays, so that
 * what is counted stays (P10).
 */
@Injectable()
export class NeedsOfPerson implements PersonHolder {
  readonly tables = ['need_author'];

  constructor(
    persons: Persons,
    private readonly needs: NeedRepository,
  ) {
    persons.add(this);
  }

  async gather(person: KnownPerson, on: Runs): Promise<PersonNode[]> {
    const author = person.hash(authorPurpose);
    if (author === null) return [];
    const needs = await on.run<Need>(sql`
      select ${this.needs.store.columns} from need where id in (select need from need_author where author = ${author}) order by created_at, id`);
    return needs.map(({ id, status, title, description, location, evidence, createdAt }) =>
      personNode('NEED', {
        ...{ ID: id, STATUS: status, TITLE: wordsOf(title), DESCRIPTION: wordsOf(description) },
        ...{
          LOCATION: location?.coordinates.join(', '),
          EVIDENCE:
            evidence
              .flatMap(({ text, url }) => [wordsOf(text), url])
              .filter(Boolean)
              .join(' / ') || null,
        },
        CREATED_AT: createdAt,
      }),
    );
  }

  async erase(person: KnownPerson, by: Caller, tx: Runs): Promise<number> {
    const author = person.hash(authorPurpose);
    if (author === null) return 0;
    const written = await tx.run<{ need: string }>(sql`delete from need_author where author = ${author} returning need`);
    const needs = await this.needs.store.findForUpdate(
      written.map(({ need }) => need),
      tx,
    );
    for (const need of needs.values()) {
      if (!isPublic(need)) await this.needs.saveBeside(need, withoutWords(need), by, { action: 'change' }, tx);
      // Nobody else sees a difference, so that it is no change of the need.
      else await tx.run(sql`update need set receipt_hash = null where id = ${need.id}`);
    }
    return written.length;
  }
}

const wordsOf = (text: LocalisedText | null): string | null => (text === null ? null : Object.values(text).join(' / '));
