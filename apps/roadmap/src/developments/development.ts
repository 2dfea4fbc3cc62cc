/**
 * The building projects, zoning plans, streets and plots of a district to which the work is tied (API contract, R1b).
 */
import type { Geometry, LocalisedText } from '@fiksu/contracts';
import type { Stored } from '@fiksu/service';
import type { Window } from '../items/item-window.ts';

export const KINDS = ['construction', 'zoning', 'street', 'plot'] as const;
export type Kind = (typeof KINDS)[number];

export const STAGES = ['planned', 'ongoing', 'done'] as const;
export type Stage = (typeof STAGES)[number];

export interface Development extends Stored {
  /** The slug of the district under which it stands. */
  district: string;
  title: LocalisedText;
  kind: Kind;
  stage: Stage;
  /** The organisation that builds it. */
  builder: string | null;
  location: Geometry | null;
  window: Window | null;
  /** Files that hang on it. */
  attachments: string[];
}
