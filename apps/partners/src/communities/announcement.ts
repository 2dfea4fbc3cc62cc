import type { LocalisedText } from '@fiksu/contracts';
import type { Stored } from '@fiksu/service';

/** What is announced to a community, and to everybody who looks (API contract, P6 and G7). */
export interface Announcement extends Stored {
  community: string;
  title: LocalisedText;
  text: LocalisedText;
}
