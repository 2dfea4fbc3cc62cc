import { inUse, sql, type Runs } from '@fiksu/service';

const namedMax = 20;

/**
 * Holds an organisation that is to be removed, so that nothing comes to name it meanwhile, and refuses where something does
 * already: it is removed with its contacts, and with nothing else.
 * @throws DomainError Conflict (409) `in-use`, naming the first of what names it (API contract, G11)
 */
export async function requireUnused(id: string, tx: Runs): Promise<void> {
  // Whoever is about to name it holds it (`HoldOrganisations`): what was named before this lock is seen behind it.
  await tx.run(sql`select id from organisation where id = ${id} for update`);
  const rows = await tx.run<{ name: string }>(sql`
    select 'organisations/' || id as name from organisation where parent = ${id}
    union all select 'agreements/' || id from agreement where parties @> array[${id}::uuid]
    union all select 'communities/' || community || '/members/' || id from community_member where organisation = ${id}
    union all select 'gatherings/' || id from gathering where organisations @> array[${id}::uuid]
    order by name limit ${namedMax}`);
  const usedBy = rows.map(({ name }) => name);
  if (usedBy.length > 0) throw inUse(usedBy);
}
