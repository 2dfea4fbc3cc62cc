import { Persons, classified, kitTables, type PersonalData } from '@fiksu/service';
import type { TestService } from './start-test-service.ts';

/**
 * Tables of the kit in which a person cannot be erased: the access log is kept by law, the hash of an address is gone after
 * an hour, and the secret of a webhook is nobody's.
 */
const ofNobody = ['audit', 'anonymous_write', 'webhook'];

/** The tables of a service with encrypted or pseudonymous columns that no holder of personal data answers for: what a person stands in, and would not be erased from. */
export function tablesNobodyErases(service: TestService, { tables }: PersonalData): string[] {
  const answered = service.app.get(Persons, { strict: false }).tables;
  return Object.entries({ ...kitTables, ...tables })
    .filter(([, data]) => classified(data).some(([, kind]) => kind === 'encrypted' || kind === 'pseudonym'))
    .map(([table]) => table)
    .filter((table) => !ofNobody.includes(table) && !answered.has(table));
}
