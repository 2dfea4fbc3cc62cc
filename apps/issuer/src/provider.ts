import { randomBytes } from 'node:crypto';

import type { JWK } from 'jose';
import Provider, { type Configuration, type KoaContextWithOIDC } from 'oidc-provider';

import { wantedClaims } from './claims.ts';
import { NothingKept } from './nothing-kept.ts';
import { ALL_SCOPES, OPEN_SECRET, ROLES, scopesOf } from './roles.ts';
import { SIGNING_ALGORITHM } from './signing-key.ts';

const TOKEN_SECONDS = 3_600;
/** OAuth wants the thing that a token is for to have a URI; the token itself names the audience. */
const PLATFORM = 'urn:fiksu:platform';

/** A real OpenID provider that knows one grant: any of the platform's roles for the asking. */
export function makeProvider(issuerUrl: string, audience: string, key: JWK): Provider {
  return new Provider(issuerUrl, {
    adapter: NothingKept,
    clients: ROLES.map((role) => ({
      client_id: role,
      client_secret: OPEN_SECRET,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      // The provider takes a secret in the body and one in the header alike, whichever of the two is named here.
      token_endpoint_auth_method: 'client_secret_post',
    })),
    clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
    // No page of another origin reads tokens here, and the docs pages stand on the gateway's own.
    clientBasedCORS: () => false,
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    jwks: { keys: [key] } as Configuration['jwks'],
    responseTypes: [],
    scopes: ALL_SCOPES,
    routes: { token: '/token', jwks: '/jwks' },
    ttl: { ClientCredentials: TOKEN_SECONDS },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      dPoP: { enabled: false },
      // Access tokens become JWTs through this feature alone.
      resourceIndicators: {
        enabled: true,
        defaultResource: () => PLATFORM,
        getResourceServerInfo: (_ctx, _resource, client) => ({
          audience,
          scope: scopesOf(client.clientId).join(' '),
          accessTokenFormat: 'jwt',
          accessTokenTTL: TOKEN_SECONDS,
          jwt: { sign: { alg: SIGNING_ALGORITHM } },
        }),
      },
    },
    // Only the sign-in page of a browser ends here, and there is none.
    renderError: (ctx, out) => {
      ctx.type = 'json';
      ctx.body = out;
    },
    extraTokenClaims: (ctx) => {
      const { org, districts } = wantedClaims(formOf(ctx));
      return { roles: [ctx.oidc.client!.clientId], ...(org && { org }), ...(districts && { districts }) };
    },
    formats: {
      customizers: {
        // The provider would put the client's id here: it knows no other subject for this grant.
        jwt: (ctx, _token, jwt) => {
          jwt.payload['sub'] = wantedClaims(formOf(ctx)).sub ?? `dev-${ctx.oidc.client!.clientId}`;
        },
      },
    },
  });
}

function formOf(ctx: KoaContextWithOIDC): Record<string, unknown> {
  return (ctx.oidc.body ?? {}) as Record<string, unknown>;
}
