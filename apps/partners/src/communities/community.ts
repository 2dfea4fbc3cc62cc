import type { LocalisedText } from '@fiksu/contracts';
import type { Stored } from '@fiksu/service';

export const COMMUNITY_KINDS = ['developers', 'residents'] as const;
export type CommunityKind = (typeof COMMUNITY_KINDS)[number];

/** Developers or residents who work together on the districts (API contract, P6). How many they are is counted, never typed. */
export interface Community extends Stored {
  name: LocalisedText;
  description: LocalisedText | null;
  kind: CommunityKind;
  districts: string[];
  themes: string[];
  /** Whether these are the volunteers who test pilots. */
  pool: boolean;
}
