import type { Provider } from '@nestjs/common';
import { AnswerOrganisationReferences } from './answer-organisation-references.ts';
import { FollowMergedOrganisations, RenameMergedOrganisation } from './follow-merged-organisations.ts';
import { Survivors } from './act-for-survivor.ts';
import { OrganisationReferences } from './organisation-references.ts';

/** How a service follows the registry where organisations are merged. The registry itself has done it all when it tells of it. */
export const wireOrganisations = (): Provider[] => [
  OrganisationReferences,
  FollowMergedOrganisations,
  RenameMergedOrganisation,
  AnswerOrganisationReferences,
  Survivors,
];
