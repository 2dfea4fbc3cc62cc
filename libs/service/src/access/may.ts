import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension, ApiSecurity } from '@nestjs/swagger';
import { extendRouteConfig, type KitRoute, type Rule } from '../answers/route-config.ts';
import { DomainError, forbidden, notFound } from '../problems/domain-error.ts';
import type { Caller, Role } from './caller.ts';

/**
 * States who may use a route. Every route has exactly one rule; a route without does not start
 * (`RouteTable`). What a caller then sees of a resource is the repository's `visibleTo`.
 */
export function May(...who: ['anyone'] | ['signed-in'] | [Role, ...Role[]]): MethodDecorator {
  const rule: Rule = who[0] === 'anyone' || who[0] === 'signed-in' ? who[0] : (who as Role[]);
  const tokenIsOptional = rule === 'anyone' ? [ApiSecurity({})] : [];
  return applyDecorators(extendRouteConfig({ may: rule }), ApiExtension('x-may', [...who]), ApiBearerAuth(), ...tokenIsOptional);
}

/** Who may read one thing of a collection: for everybody else it is not there, with or without a token (G6). */
export const MayRead: typeof May = (...who) => applyDecorators(May(...who), extendRouteConfig({ hides: true }), ApiExtension('x-hides', true));

/** @throws DomainError 401 without a token where one is needed, 403 where no role of the caller may ever do it (G5, G6); 404 for what hides */
export function requireRule({ may: rule = 'anyone', hides = false }: Pick<KitRoute, 'may' | 'hides'>, by: Caller): void {
  if (rule === 'anyone') return;
  const allowed = rule === 'signed-in' ? by.claims !== null : by.is(...rule);
  if (hides && !allowed) throw notFound();
  if (by.claims === null) throw unauthenticated('This needs a token');
  if (!allowed) throw forbidden(`This is for the roles ${[rule].flat().join(', ')}`);
}

export const unauthenticated = (detail: string, error?: 'invalid_token') =>
  new DomainError(
    'Unauthenticated',
    'unauthenticated',
    detail,
    {},
    { 'WWW-Authenticate': error ? `Bearer realm="fiksu", error="${error}"` : 'Bearer realm="fiksu"' },
  );
