import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension, ApiSecurity } from '@nestjs/swagger';
import { extendRouteConfig } from '../answers/route-config.ts';
import { DomainError, forbidden } from '../problems/domain-error.ts';
import type { Caller, Role } from './caller.ts';

/** Who may use a route: everybody, everybody with a token, or these roles. */
export type Rule = 'anyone' | 'signed-in' | readonly Role[];

/**
 * States who may use a route. Every route has exactly one rule; a route without does not start
 * (`RouteTable`). What a caller then sees of a resource is the repository's `visibleTo`.
 */
export function May(...who: ['anyone'] | ['signed-in'] | [Role, ...Role[]]): MethodDecorator {
  const rule: Rule = who[0] === 'anyone' || who[0] === 'signed-in' ? who[0] : (who as Role[]);
  const tokenIsOptional = rule === 'anyone' ? [ApiSecurity({})] : [];
  return applyDecorators(extendRouteConfig({ may: rule }), ApiExtension('x-may', [...who]), ApiBearerAuth(), ...tokenIsOptional);
}

/** @throws DomainError 401 without a token where one is needed, 403 where no role of the caller may ever do it (G5, G6) */
export function requireRule(rule: Rule, by: Caller): void {
  if (rule === 'anyone') return;
  if (by.claims === null) throw unauthenticated('This needs a token');
  if (rule !== 'signed-in' && !by.is(...rule)) throw forbidden(`This is for the roles ${rule.join(', ')}`);
}

export const unauthenticated = (detail: string, error?: 'invalid_token') =>
  new DomainError('Unauthenticated', 'unauthenticated', detail, {}, { 'WWW-Authenticate': error ? `Bearer realm="fiksu", error="${error}"` : 'Bearer realm="fiksu"' });
