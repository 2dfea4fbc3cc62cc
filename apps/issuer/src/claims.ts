import { errors } from 'oidc-provider';

/** The parameters of POST /idp/token that are ours, beside those of OAuth. */
export interface WantedClaims {
  sub?: string;
  org?: string;
  districts?: string[];
}

export function wantedClaims(form: Record<string, unknown>): WantedClaims {
  const districts = single(form, 'districts')
    ?.split(',')
    .map((slug) => slug.trim())
    .filter(Boolean);
  return {
    sub: single(form, 'sub'),
    org: single(form, 'org'),
    // An empty list would be a coordinator who may do nothing anywhere; nobody asks for that by leaving a field empty.
    districts: districts?.length ? districts : undefined,
  };
}

/** OAuth forbids to send a parameter twice; one sent empty counts as not sent (RFC 6749, 3.2). */
function single(form: Record<string, unknown>, name: string): string | undefined {
  const value = form[name];
  if (Array.isArray(value)) throw new errors.InvalidRequest(`'${name}' parameter must not be provided twice`);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
