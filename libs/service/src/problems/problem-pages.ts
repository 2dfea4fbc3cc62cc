/** What a person reads about a code of a problem: what happened, and what to do about it. */
export interface ProblemPage {
  title: string;
  cause: string;
  remedy: string;
}

const pages = {
  malformed: {
    title: 'The request does not fit the schema',
    cause: 'The body, a query parameter or a header is not what the published schema (OpenAPI) allows, or is not JSON at all.',
    remedy: 'Look at "errors": each entry points at one fault. Correct them and send the request again.',
  },
  unauthenticated: {
    title: 'A valid token is needed',
    cause: 'No bearer token was sent, or the one sent has expired, is not from the issuer that this platform trusts, or is not meant for it.',
    remedy: 'Get a new access token from the issuer and send it as "Authorization: Bearer …".',
  },
  forbidden: {
    title: 'Your role may not do this',
    cause: 'The token is valid, but none of its roles may do this.',
    remedy: 'Ask for the role, or have somebody do it who has it.',
  },
  'outside-districts': {
    title: 'Outside your districts',
    cause: 'Your token limits you to some districts (claim "districts"), and this touches another one.',
    remedy: 'Have a coordinator of that district do it.',
  },
  'not-found': {
    title: 'Not found',
    cause: 'There is nothing at this address, or nothing that you may see.',
    remedy: 'Check the id; sign in, where the thing is not public.',
  },
  'method-not-allowed': {
    title: 'The method is not possible here',
    cause: 'The address exists, but not for this method.',
    remedy: 'Use one of the methods that the header "Allow" names.',
  },
  'not-acceptable': {
    title: 'No such representation',
    cause: 'The header "Accept" excludes what this address can answer.',
    remedy: 'Accept application/json.',
  },
  'illegal-transition': {
    title: 'The state does not allow this action',
    cause: 'Each action leads from certain states only; "state" says where the resource is now.',
    remedy: 'Use one of the actions in "allowed".',
  },
  'already-exists': {
    title: 'It exists already',
    cause: 'Another resource has the same key; "existing" names it where you may see it.',
    remedy: 'Change the existing one, or choose another key.',
  },
  'in-use': { title: 'Something else needs it', cause: 'Other resources refer to it, as "usedBy" tells.', remedy: 'Change those first.' },
  'in-progress': {
    title: 'The same request is still being worked on',
    cause: 'A request with the same Idempotency-Key is under way, or its first holder died before answering.',
    remedy: 'Repeat the request, with the same key, after the seconds in "Retry-After".',
  },
  stale: {
    title: 'Changed meanwhile',
    cause: 'The ETag in "If-Match" is not that of the current version.',
    remedy: 'Read the resource again and repeat the change on what it is now.',
  },
  'too-large': {
    title: 'The body is too large',
    cause: 'A JSON body may have up to 1 MiB, a file up to 50 MiB, an import up to 200 MiB.',
    remedy: 'Send less at once.',
  },
  'unsupported-media-type': {
    title: 'The media type is not taken',
    cause: 'The "Content-Type" of the body is none that this address reads, or a file is not what its "Content-Type" says.',
    remedy: 'Send application/json (a PATCH also application/merge-patch+json), or a file with the type that its bytes have, without "Content-Encoding".',
  },
  'not-clean': {
    title: 'The file has not been examined yet',
    cause: 'Every file is examined after it was sent, and nobody reads it before.',
    remedy: 'Repeat the request after the seconds in "Retry-After"; the file says "clean" when it is.',
  },
  infected: {
    title: 'The file was infected',
    cause: 'The scanner has found something harmful in the file, and its bytes have been removed.',
    remedy: 'Clean the original, send it again, and hang the new file where the old one hangs.',
  },
  'range-not-satisfiable': {
    title: 'There is no such part',
    cause: 'The header "Range" asks for bytes after the end of the file; "Content-Range" tells how many it has.',
    remedy: 'Ask for bytes that are there, or for the whole file without "Range".',
  },
  invalid: {
    title: 'Against a rule of the domain',
    cause: 'The body is well-formed, but what it says breaks a rule.',
    remedy: 'Look at "errors": each entry points at one fault.',
  },
  'read-only': {
    title: 'The field cannot be written',
    cause: 'Identifiers, versions, times, states and derived fields are set by the platform.',
    remedy: 'Leave the fields out that "errors" points at; change a state by its action.',
  },
  'broader-cycle': {
    title: 'A theme would be broader than itself',
    cause: 'Following "broader" from this theme would lead back to it.',
    remedy: 'Choose another broader theme.',
  },
  'dependency-cycle': {
    title: 'An item would depend on itself',
    cause: 'Following "dependsOn" from this item would lead back to it; "cycle" names the items on the way.',
    remedy: 'Take one of the dependencies on the way out, then send the request again.',
  },
  'idempotency-key-reused': {
    title: 'The Idempotency-Key was used for something else',
    cause: 'Within 24 hours the same key came with another body.',
    remedy: 'Use a new key for a new request.',
  },
  'answer-lost': {
    title: 'The answer to this request cannot be read any more',
    cause: 'The request with this Idempotency-Key has been carried out; the key that its answer was encrypted with has been taken away since.',
    remedy: 'Do not send it again with another key: look for what it has made or changed.',
  },
  'cursor-expired': {
    title: 'The cursor is older than what is kept',
    cause: 'You have read events up to one that is not kept any more, and those after it may not be either.',
    remedy: 'Read the resources themselves, then go on with the events after "oldest", or from the beginning without "after".',
  },
  'private-address': {
    title: 'The address is not public',
    cause: 'The endpoint, or one of the addresses that its name leads to, is private, local or reserved: nothing is sent into a network from inside.',
    remedy: 'Give an endpoint that can be reached from the internet, by https.',
  },
  'precondition-required': {
    title: 'If-Match is needed',
    cause: 'A change must say which version it changes.',
    remedy: 'Read the resource and send its "ETag" as "If-Match".',
  },
  'too-many-requests': {
    title: 'Too many requests',
    cause: 'More requests than allowed came from this address.',
    remedy: 'Wait for the seconds in "Retry-After".',
  },
  unavailable: {
    title: 'Not available right now',
    cause: 'Something that the service needs does not answer.',
    remedy: 'Repeat the request after the seconds in "Retry-After".',
  },
  'internal-error': {
    title: 'An error on our side',
    cause: 'An unexpected error; it has been logged.',
    remedy: 'Repeat the request; if it stays, report the "traceId".',
  },
} satisfies Record<string, ProblemPage>;

/** The codes that a refusal may have: those that have a page, since its `type` leads there (API contract, G19). */
export type ProblemCode = keyof typeof pages;

export const problemCodes = (): string[] => Object.keys(pages).sort();
export const problemPage = (code: string): ProblemPage | undefined => (Object.hasOwn(pages, code) ? pages[code as ProblemCode] : undefined);
export const titleOf = (code: string, status: number): string => problemPage(code)?.title ?? `Problem ${status}`;

/** The page of a code as HTML: what `type` of a problem leads to (G19). */
export function problemHtml(code: string, page: ProblemPage): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${page.title}</title>
<style>body{font:1.0625rem/1.6 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}code{background:#eee;padding:.1em .3em}h2{font-size:1.125rem;margin-bottom:0}</style></head>
<body><main><p><code>${code}</code></p><h1>${page.title}</h1><h2>What happened</h2><p>${page.cause}</p><h2>What to do</h2><p>${page.remedy}</p></main></body></html>`;
}
