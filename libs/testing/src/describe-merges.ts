import { OrganisationReferences, type KitConfig, type ServiceDefinition } from '@fiksu/service';
import { getMetadataArgsStorage } from 'typeorm';
import { startTestService } from './start-test-service.ts';

/** The words by which the contract names organisations, alone or in a list or in what has parts. */
const words =
  'owner lead partners implementers organisation organisations builder hostUnit host receivingUnit coordinator parties participants facilitator unit division consortium payer requester subProjects'.split(
    ' ',
  );

/**
 * Looks for columns that, by their word, name organisations, and of which the service has not said so: after a merge they
 * would go on naming an organisation that is there no more.
 *
 * @param elsewhere members of such a word that name something else, or that the service renames by itself: `contact.organisation`
 */
export function describeMerges<Config extends KitConfig>(definition: ServiceDefinition<Config>, elsewhere: readonly string[] = []): void {
  it(`names the survivor of a merge wherever ${definition.description.name} names organisations`, async () => {
    const service = await startTestService(definition);
    const known = [...service.app.get(OrganisationReferences).members, ...elsewhere];
    await service.stop();
    const { tables, columns } = getMetadataArgsStorage();
    const named = definition.kept.entities.flatMap((entity) => {
      const table = tables.find(({ target }) => target === entity)?.name ?? '';
      return columns
        .filter(({ target, propertyName }) => target === entity && words.includes(propertyName))
        .map(({ propertyName }) => `${table}.${propertyName}`);
    });
    expect(named.filter((member) => !known.includes(member))).toEqual([]);
  });
}
