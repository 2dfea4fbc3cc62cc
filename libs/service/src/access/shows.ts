import { applyDecorators } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { Role } from './caller.ts';

/**
 * What callers see, in words that a person reads: of `everybody`, with or without a token, and of the roles that see
 * something else. Who has several roles sees what the strongest of them does. The condition that the database is asked is the repository's
 * `visibleTo`; `describeWhoMay` of the tests compares both with the contract (G6 to G8).
 */
export type Sees = Partial<Record<'everybody' | Role, string>>;

/** States what each caller reads at a route: the words stand in OpenAPI as `x-sees`, and in `docs/who-may.md`. */
export const Shows = (sees: Sees): MethodDecorator => applyDecorators(ApiExtension('x-sees', sees));
