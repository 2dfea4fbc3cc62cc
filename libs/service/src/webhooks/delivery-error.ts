/** Why there was no answer, as far as the owner of the endpoint may know: an error's own words may name addresses inside. */
export const SILENCES = ['private-address', 'unresolvable', 'unreachable', 'untrusted-certificate', 'timeout'] as const;
export type Silence = (typeof SILENCES)[number];

/** Why an event was not sent at all: it is not kept any more, or of a type that the endpoint does not want any more. */
export const UNSENT = ['not-kept', 'not-wanted'] as const;
export type Unsent = (typeof UNSENT)[number];
