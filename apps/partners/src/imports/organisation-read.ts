import type { LocalisedText } from '@fiksu/contracts';
import type { ExternalId, Kind, Organisation, Sector, Situation, Size } from '../organisations/organisation.ts';

/** What a record of a file says of an organisation; what it does not say is absent. */
export interface OrganisationRead {
  /** The platform's own id, where the file came out of it. */
  id?: string;
  name?: LocalisedText;
  kind?: Kind;
  sector?: Sector;
  businessId?: string;
  vatId?: string;
  pic?: string;
  size?: Size;
  website?: string;
  personal?: boolean;
  situation?: Situation;
  externalIds: ExternalId[];
  districts?: string[];
  themes?: string[];
  expertise?: string[];
  /** The organisation above it: by its id in the same register, which may bring it later, or by what it is known by here. */
  parent?: ExternalId | { id: string } | { businessId: string };
  /** Those below it in the same file, of which some may have come before. */
  parts?: ExternalId[];
  /** What this source knows best: there it takes the place of what is known; elsewhere it fills what is empty. */
  renews: readonly (keyof Organisation)[];
}
