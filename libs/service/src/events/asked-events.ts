import type { CloudEvent } from '@fiksu/contracts';
import { all, raw, sql, type Sql } from '@fiksu/database';
import { isWithinLimits, type EventReader } from './render-event.ts';
import { matchesType, ofTypes, type TypePatterns } from './type-patterns.ts';

/** Which events somebody gets: those of the types that it wants, as far as it may know of them. */
export interface AskedEvents {
  types: TypePatterns | null;
  reader: EventReader;
}

/** Of an event that has been read already. */
export const isAsked = ({ types, reader }: AskedEvents, event: CloudEvent): boolean => matchesType(event.type, types) && isWithinLimits(event, reader);

/** The rows of the outbox of which `isAsked` is true. */
export const whereAsked = ({ types, reader }: AskedEvents): Sql => all([ofTypes(types), withinLimits(reader)]);

const districts = raw(`coalesce(nullif(event #> '{data,districts}', 'null'), nullif(event #> '{data,district}', 'null'))`);

const withinLimits = ({ limits }: EventReader): Sql =>
  limits === null ? raw('true') : sql`event #>> '{data,visibility}' = 'public' or ${districts} is null or ${districts} ?| ${limits}::text[]`;
