/**
 * Something that a person can put right: a full disk, a taken port, a missing program.
 * Whoever catches it shows the message as it stands and no stack trace, so the message says what is wrong and what
 * to do about it.
 */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

/** PostgreSQL, nats-server, initdb, apt-get and Node say it in these words; they can stand far from the end of a long log. */
export function saysDiskIsFull(text: string): boolean {
  return /No space left on device|ENOSPC|Disk quota exceeded|EDQUOT|enough free space in/.test(text);
}
