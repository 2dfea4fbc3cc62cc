import { DomainError } from '@fiksu/service';
import type { Cycle } from './dependency-cycle.ts';

/** The refusal of what would depend on itself, with the way that leads back (API contract, R7). */
export const invalidCycle = ({ index, ids }: Cycle, at: string) =>
  new DomainError('Invalid', 'dependency-cycle', 'An item would depend on itself', {
    errors: [{ pointer: `${at}/dependsOn/${index}`, detail: 'Leads back to the item itself' }],
    cycle: ids,
  });
