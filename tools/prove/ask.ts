/** Asks the gateway as anybody would. */
export async function ask(origin: string, path: string, token?: string): Promise<Record<string, unknown>> {
  const response = await fetch(origin + path, { headers: token ? { authorization: `Bearer ${token}` } : {} });
  if (!response.ok) throw new Error(`GET ${path} answered ${response.status}`);
  return (await response.json()) as Record<string, unknown>;
}

export async function tokenOf(origin: string, role: string): Promise<string> {
  const response = await fetch(`${origin}/idp/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: role, client_secret: 'dev' }),
  });
  if (!response.ok) throw new Error(`POST /idp/token answered ${response.status}`);
  return ((await response.json()) as { access_token: string }).access_token;
}

/** Something that has to be there again after each start. Answers where it is. */
export async function submitNeed(origin: string): Promise<string> {
  const response = await fetch(`${origin}/roadmap/v1/needs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ title: { fi: 'Penkki pysäkille' }, description: { fi: 'Pysäkillä ei voi istua.' }, districts: ['malmi'], source: 'resident' }),
  });
  if (response.status !== 201) throw new Error(`POST /roadmap/v1/needs answered ${response.status}: ${await response.text()}`);
  return response.headers.get('location')!;
}

export function sameAs<T>(found: T, expected: T, what: string): void {
  if (found !== expected) throw new Error(`${what} is ${JSON.stringify(found)} and not ${JSON.stringify(expected)}`);
}
