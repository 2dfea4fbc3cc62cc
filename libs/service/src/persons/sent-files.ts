import { randomBytes } from 'node:crypto';
import type { PersonNode } from '@fiksu/contracts';
import { sql, type Runs } from '@fiksu/database';
import type { Caller } from '../access/caller.ts';
import type { Attachables } from '../files/attachables.ts';
import type { LooseBytes } from '../files/loose-bytes.ts';
import type { KnownPerson } from './known-person.ts';
import { personNode, type PersonHolder } from './persons.ts';

interface Sent {
  name: string;
  type: string;
  size: number;
  at: string;
}

/**
 * The files that a person has sent. One that hangs on nothing goes, with its bytes. One that hangs on something belongs to
 * that, as its words do: its sender and the name that the sender gave it go.
 */
export class SentFiles implements PersonHolder {
  readonly tables = ['file'];

  constructor(
    private readonly attachables: Attachables,
    private readonly loose: LooseBytes,
  ) {}

  async gather(person: KnownPerson, on: Runs): Promise<PersonNode[]> {
    const sender = person.hash('files');
    if (sender === null) return [];
    const files = await on.run<Sent>(sql`select name, type, size, created_at as at from file where uploader = ${sender} order by id`);
    return files.map(({ name, type, size, at }) => personNode('FILE', { NAME: name, TYPE: type, SIZE: size, SENT_AT: at }));
  }

  async erase(person: KnownPerson, { at }: Caller, tx: Runs): Promise<number> {
    const sender = person.hash('files');
    if (sender === null) return 0;
    const gone = await tx.run<{ id: string; key: string }>(
      sql`delete from file where uploader = ${sender} and not ${this.attachables.hangs} returning id, key`,
    );
    await tx.run(sql`delete from history where collection = 'files' and resource = any(${gone.map(({ id }) => id)})`);
    for (const { key } of gone) await this.loose.release(key, tx);
    const left = await tx.run(sql`
      update file set uploader = ${randomBytes(16).toString('base64url')}, name = 'file' || coalesce(substring(name from '\\.[A-Za-z0-9]{1,5}$'), ''),
        version = version + 1, updated_at = ${at}
      where uploader = ${sender} returning id`);
    return gone.length + left.length;
  }

  afterwards(): Promise<void> {
    return this.loose.sweep();
  }
}
