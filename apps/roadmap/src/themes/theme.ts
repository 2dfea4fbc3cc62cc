import type { LocalisedText } from '@fiksu/contracts';
import { invalid, type Stored } from '@fiksu/service';

/** A theme of the work: a concept of a SKOS scheme. What is narrower follows from `broader` of the others. */
export interface Theme extends Stored {
  label: LocalisedText;
  broader: string | null;
  related: string[];
  scheme: string;
}

/**
 * SKOS forbids a concept that is broader than itself over however many steps (R2).
 * @param broaderOf the broader theme of each theme, as it is stored
 * @throws DomainError Invalid (422) `broader-cycle`, naming the way round
 */
export function refuseCycle(theme: Pick<Theme, 'id' | 'broader'>, broaderOf: ReadonlyMap<string, string | null>): void {
  const way = [theme.id];
  for (let next = theme.broader; next !== null; next = broaderOf.get(next) ?? null) {
    way.push(next);
    if (next === theme.id) throw invalid([{ pointer: '/broader', detail: `Leads back to itself: ${way.join(' → ')}` }], 'broader-cycle');
    if (way.length > broaderOf.size + 1) return;
  }
}
