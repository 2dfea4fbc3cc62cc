/** The roles of a token, strongest first; before them whoever has none. */
export const callers = ['nobody', 'admin', 'coordinator', 'evaluator', 'partner', 'platform', 'resident'] as const;
export type Caller = (typeof callers)[number];

export interface Operation {
  operationId?: string;
  summary?: string;
  'x-may'?: string[];
  'x-hides'?: boolean;
  /** A scope that the token needs beside the role. */
  'x-scope'?: string;
  'x-sees'?: Record<string, string>;
}

export type Paths = Record<string, Record<string, Operation>>;

/** One route with its rule. */
export interface Route {
  method: string;
  path: string;
  operation: Operation;
}

/** Whether somebody may use a route at all; what it then sees is another thing. */
export function mayUse({ 'x-may': may = [] }: Operation, caller: Caller): boolean {
  if (may.includes('anyone')) return true;
  return caller !== 'nobody' && (may.includes('signed-in') || may.includes(caller));
}

/** How whoever may not is refused (API contract, G5, G6): one thing is not there, with or without a token. */
export function refusalOf(operation: Operation, caller: Caller): 401 | 403 | 404 {
  if (operation['x-hides']) return 404;
  return caller === 'nobody' ? 401 : 403;
}

export function routesOf(service: string, paths: Paths): Route[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path: path.replace(`/${service}/v1`, ''), operation })),
  );
}

/** `docs/who-may.md`: for each service who may use which route, and what of it each reads. */
export function whoMayPage(services: ReadonlyMap<string, Paths>): string {
  const parts = [...services].map(([service, paths]) => sectionOf(service, routesOf(service, paths)));
  return `${head}\n${parts.join('\n')}`;
}

const head = `# Who may

Made by \`npm run who-may\` from what each route states (\`@May\`, \`sees\`), as it stands in the services' \`openapi.json\`. A test of each service asks every route as everybody and compares with a table that is written by hand after the contract (\`who-may.api.spec.ts\`).

A number says how whoever may not is refused: 401 without a token, 403 with a role that may never do it, 404 where one thing is hidden (API contract, G5, G6). What is ticked is the rule of the route; of the things behind it each caller sees what "What each sees" says, and what it does not see is 404.
`;

function sectionOf(service: string, routes: readonly Route[]): string {
  const rows = routes.map(({ method, path, operation }) => [
    `\`${method} ${path}\`${operation['x-scope'] ? `, with the scope \`${operation['x-scope']}\`` : ''}`,
    ...callers.map((caller) => (mayUse(operation, caller) ? '✓' : String(refusalOf(operation, caller)))),
  ]);
  return [`## ${service}\n`, tableOf(['route', ...callers], rows), '\n### What each sees\n', seenIn(routes), ''].join('\n');
}

function tableOf(names: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(names), line(names.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Reads that say the same stand together: those of one collection. */
function seenIn(routes: readonly Route[]): string {
  const reads = routes.filter(({ operation }) => operation['x-sees']);
  const together = Map.groupBy(reads, ({ operation }) => JSON.stringify(operation['x-sees']));
  return [...together]
    .map(([said, those]) => {
      const words = Object.entries(JSON.parse(said) as Record<string, string>).map(([who, what]) => `  - ${who}: ${what}`);
      return [`- ${those.map(({ path }) => `\`${path}\``).join(', ')}`, ...words].join('\n');
    })
    .join('\n');
}
