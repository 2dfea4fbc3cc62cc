import pg from 'pg';

const oids = { int8: 20, date: 1082, timestamptz: 1184 } as const;

/**
 * How values of PostgreSQL arrive: instants as RFC 3339 in UTC with milliseconds, days as
 * `YYYY-MM-DD` (the driver would make a local midnight of them), bigints as numbers.
 */
export const typesOfAnswers = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === oids.timestamptz) return (text: string) => new Date(text).toISOString();
    if (oid === oids.date) return (text: string) => text;
    if (oid === oids.int8) return Number;
    return pg.types.getTypeParser(oid, format as 'text');
  },
};
