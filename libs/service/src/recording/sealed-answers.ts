import { Undecipherable, type ColumnCipher } from '@fiksu/database';
import type { IdempotentRequest } from '../access/caller.ts';
import { sha256 } from '../access/hashing.ts';
import { DomainError } from '../problems/domain-error.ts';

type Key = Pick<IdempotentRequest, 'caller' | 'path' | 'key'>;

/** The row of an answer, by the whole of its key: an answer that is moved to another one cannot be read there. */
export const sealedAnswerPlace = ({ caller, path, key }: Key) => ({
  table: 'idempotency',
  column: 'answer',
  id: sha256(JSON.stringify([caller, path, key])).toString('base64url'),
});

/** Encrypts what is kept to answer a repeat with: whole answers, and so personal data. */
export class SealedAnswers {
  constructor(private readonly cipher: ColumnCipher) {}

  seal(of: Key, answer: object): string {
    return this.cipher.encrypt(JSON.stringify(answer), sealedAnswerPlace(of));
  }

  /**
   * An answer whose key has been rotated away is lost, and its `Idempotency-Key` stays taken all the same: what was asked
   * for has been done, and to do it again would be worse than not to tell of it.
   *
   * @throws DomainError Conflict (409) `answer-lost`
   */
  open(of: Key, kept: string): object {
    try {
      return JSON.parse(this.cipher.decrypt(kept, sealedAnswerPlace(of))) as object;
    } catch (error) {
      if (!(error instanceof Undecipherable)) throw error;
      throw new DomainError('Conflict', 'answer-lost', 'This request has been carried out, and its answer cannot be read any more');
    }
  }
}
