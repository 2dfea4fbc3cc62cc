import { DomainError } from '../problems/domain-error.ts';

/** The refusal of bytes that are not what they were called. */
export const lies = (detail: string): DomainError => new DomainError('Unsupported', 'unsupported-media-type', detail);
