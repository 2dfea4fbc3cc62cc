import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { folders } from './folders.ts';

/** What is loaded through the API. Districts and themes are not here: the service reads its own at its first start. */
const COLLECTIONS = [
  { service: 'roadmap', name: 'programmes', role: 'admin' },
  { service: 'roadmap', name: 'needs', role: 'coordinator' },
] as const;

/** A body as the collection takes it. Its title is what it is known by. */
interface SampleBody {
  title: Record<string, string>;
}

interface SampleFile {
  source: string;
  licence: string;
  data: SampleBody[];
}

export interface SampleLoaded {
  created: number;
  alreadyThere: number;
  /** One line for each body that was refused. */
  refused: string[];
}

const PAGE = 200;
/** Beyond, a title counts as not there; the idempotency key still keeps a day's second start from doubling it. */
const PAGES_MAX = 50;
const AT_ONCE = 4;
const REQUEST_MS = 30_000;

/** Creates through the public API, as anybody could, what of the sample is not there yet. */
export async function loadSample(publicUrl: string, services?: string[]): Promise<SampleLoaded> {
  const loaded: SampleLoaded = { created: 0, alreadyThere: 0, refused: [] };
  for (const { service, name, role } of COLLECTIONS) {
    const bodies = bodiesIn(join(folders.sample, name));
    if (bodies.length === 0 || (services && !services.includes(service))) continue;
    const collection = new Collection(`${publicUrl}/${service}/v1/${name}`, await tokenFor(publicUrl, role));
    const there = await collection.titles();
    const missing = bodies.filter((body) => !there.has(titleOf(body)));
    loaded.alreadyThere += bodies.length - missing.length;
    for (let begin = 0; begin < missing.length; begin += AT_ONCE) {
      const refusals = await Promise.all(missing.slice(begin, begin + AT_ONCE).map((body) => collection.create(body)));
      loaded.created += refusals.filter((refusal) => refusal === undefined).length;
      loaded.refused.push(...refusals.filter((refusal) => refusal !== undefined));
    }
  }
  return loaded;
}

class Collection {
  private readonly url: string;
  private readonly headers: Record<string, string>;

  constructor(url: string, token: string) {
    this.url = url;
    this.headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
  }

  async titles(): Promise<Set<string>> {
    const titles = new Set<string>();
    let after: string | null = null;
    for (let page = 0; page < PAGES_MAX; page++) {
      const url = `${this.url}?limit=${PAGE}${after ? `&after=${encodeURIComponent(after)}` : ''}`;
      const response = await fetch(url, { headers: this.headers, signal: AbortSignal.timeout(REQUEST_MS) });
      if (!response.ok) throw new Error(`GET ${url} answered ${response.status}`);
      const list = (await response.json()) as { data: SampleBody[]; page: { next: string | null } };
      for (const entry of list.data) titles.add(titleOf(entry));
      if (list.page.next === null) break;
      after = list.page.next;
    }
    return titles;
  }

  /** Answers why it was refused, or nothing. */
  async create(body: SampleBody): Promise<string | undefined> {
    const text = JSON.stringify(body);
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { ...this.headers, 'content-type': 'application/json', 'idempotency-key': `sample-${createHash('sha256').update(text).digest('hex')}` },
      body: text,
      signal: AbortSignal.timeout(REQUEST_MS),
    });
    if (response.ok) {
      await response.body?.cancel();
      return undefined;
    }
    const { detail } = (await response.json().catch(() => ({}))) as { detail?: string };
    return `${titleOf(body)}: ${response.status} ${detail ?? ''}`.trimEnd();
  }
}

function bodiesIn(folder: string): SampleBody[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .flatMap((file) => (JSON.parse(readFileSync(join(folder, file), 'utf8')) as SampleFile).data);
}

/** Languages in one order, so that the same title reads the same. */
function titleOf({ title }: SampleBody): string {
  return JSON.stringify(Object.entries(title).sort());
}

async function tokenFor(publicUrl: string, role: string): Promise<string> {
  const response = await fetch(`${publicUrl}/idp/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: role, client_secret: 'dev' }),
    signal: AbortSignal.timeout(REQUEST_MS),
  });
  if (!response.ok) throw new Error(`The issuer answered ${response.status}`);
  return ((await response.json()) as { access_token: string }).access_token;
}
