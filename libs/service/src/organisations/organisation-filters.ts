import { Id } from '@fiksu/contracts';
import { sql, type Sql } from '@fiksu/database';
import type { Filter } from '../listing/listing.ts';

/**
 * All ids under which these organisations are known: a list of PostgreSQL, which is asked for once a statement. Asked for as a
 * function of a condition, it would be asked for once a row.
 */
export const sameOrganisations = (ids: readonly string[]): Sql => sql`(select same_organisations(${ids}::uuid[]))::uuid[]`;

/** A column that names an organisation: an id that it had before a merge finds what its present one finds (API contract, P2). */
export const organisation = (column: Sql): Filter => ({
  value: Id,
  where: (values) => sql`${column} = any(${sameOrganisations(values)})`,
  countBy: sql`${column}::text`,
});

/** A column of a list of organisations that has one of the values, under whichever of its ids. */
export const organisations = (column: Sql): Filter => ({
  value: Id,
  where: (values) => sql`${column} && ${sameOrganisations(values)}`,
  countBy: sql`unnest(${column})::text`,
});
