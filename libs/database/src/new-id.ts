import { v7 } from 'uuid';

/** A new id: UUIDv7, so that ids sort by the time at which they were given. */
export const newId = (): string => v7();
