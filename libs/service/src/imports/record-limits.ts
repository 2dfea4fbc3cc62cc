import type { RecordRead } from './import-source.ts';

/** How large one record of a file may be. */
export const recordBytesMax = 8 * 1024 * 1024;
/** How many values one record may hold: small values take many times their bytes in memory. */
export const valuesMax = 500_000;
/** How deep a record may be nested. */
export const nestingMax = 64;

export const faulty = (detail: string): RecordRead<never> => ({ errors: [{ pointer: '', detail }] });

export const tooLarge = faulty(`Is larger than ${recordBytesMax / 1024 / 1024} MiB, or holds more than ${valuesMax} values`);
