import { sameAs } from '../ask.ts';
import type { MarkedPerson } from '../marks/marked-person.ts';

export interface Token {
  role: string;
  sub?: string;
  scope?: string;
  org?: string;
}

type Json = Record<string, unknown>;
export interface Answer {
  status: number;
  headers: Headers;
  body: Json;
  text: string;
}

/** Everything that a person does with the platform, and that others do about it: each route that takes what is hers. */
export class LifeOfAPerson {
  private readonly origin: string;
  private readonly person: MarkedPerson;
  private readonly tokens = new Map<string, string>();
  private nth = 0;

  constructor(origin: string, person: MarkedPerson) {
    this.origin = origin;
    this.person = person;
  }

  /** Everybody but her is somebody who is not looked for. */
  async send(by: Token | null, method: string, path: string, body?: object | string, headers: Record<string, string> = {}): Promise<Answer> {
    const sent = typeof body === 'object' ? JSON.stringify(body) : body;
    const response = await fetch(this.origin + path, {
      method,
      redirect: 'manual',
      headers: {
        'user-agent': this.person.agent,
        ...(by ? { authorization: `Bearer ${await this.tokenOf(by)}` } : {}),
        ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method === 'POST' ? { 'idempotency-key': `key-${this.nth++}` } : {}),
        ...headers,
      },
      ...(sent === undefined ? {} : { body: sent }),
    });
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json') && !response.headers.get('content-type')?.includes('ndjson');
    return { status: response.status, headers: response.headers, body: (json && text !== '' ? JSON.parse(text) : {}) as Json, text };
  }

  async must(expected: number, ...request: Parameters<LifeOfAPerson['send']>): Promise<Answer> {
    const answer = await this.send(...request);
    if (answer.status !== expected) throw new Error(`${request[1]} ${request[2]} answered ${answer.status} and not ${expected}: ${answer.text.slice(0, 500)}`);
    return answer;
  }

  /** An action, in whichever version the thing is. */
  act(by: Token, path: string, action: string, body: object = {}): Promise<Answer> {
    return this.must(200, by, 'POST', `${path}/${action}`, body, { 'if-match': '*' });
  }

  get self(): Token {
    return { role: 'resident', sub: this.person.sub };
  }

  /** She turns up in the registry: as a contact, as a member by her own doing and by others'. */
  async comesToTheRegistry(organisation: string): Promise<void> {
    const { name, email, phone, sub: subject, words } = this.person;
    const consent = { basis: 'consent', givenAt: '2026-01-15T10:00:00Z' };
    const contacts = `/partners/v1/organisations/${organisation}/contacts`;
    const { body } = await this.must(201, admin, 'POST', contacts, { name, email, phone, role: words, subject, consent });
    const contact = `${contacts}/${body.id as string}`;
    await this.must(200, admin, 'PATCH', contact, { role: `${words}!` }, { 'if-match': '*' });
    await this.must(200, admin, 'GET', contact);
    const communities = await Promise.all(
      ['Testaajat', 'Kehittäjät'].map((each) =>
        this.must(201, coordinator, 'POST', '/partners/v1/communities', { name: { fi: each }, kind: 'residents', districts: ['malmi'], pool: true }),
      ),
    );
    const [joined, added] = communities.map(({ body: { id } }) => `/partners/v1/communities/${id as string}`) as [string, string];
    await this.must(201, this.self, 'POST', `${joined}/join`, { name, email, consent });
    await this.must(201, coordinator, 'POST', `${added}/members`, { name, email, subject, consent });
  }

  /** She writes needs, of which one is accepted without a word of hers, supports one, and reports it. */
  async writesNeeds(): Promise<{ own: string; accepted: string }> {
    const { words, email, phone } = this.person;
    const file = await this.sends('roadmap', `${email}.txt`);
    const { body: written } = await this.must(201, this.self, 'POST', '/roadmap/v1/needs', {
      title: { fi: words, sv: words },
      description: { fi: `${email} ${phone}` },
      location: { type: 'Point', coordinates: [25.0106, 60.2505] },
      evidence: [{ text: { fi: words }, url: `https://example.fi/${encodeURIComponent(email)}` }],
      districts: ['malmi'],
      source: 'resident',
      attachments: [file],
    });
    const own = `/roadmap/v1/needs/${written.id as string}`;
    await this.act(coordinator, own, 'triage', { note: { fi: `Soitettu ${phone}` } });
    await this.act(coordinator, own, 'decline', { reason: { fi: `Vastattu osoitteeseen ${email}` } });

    const { body: other } = await this.must(201, this.self, 'POST', '/roadmap/v1/needs', {
      title: { fi: 'Varjoa torille' },
      districts: ['malmi'],
      source: 'resident',
    });
    const accepted = `/roadmap/v1/needs/${other.id as string}`;
    await this.act(coordinator, accepted, 'triage');
    await this.act(coordinator, accepted, 'accept');
    for (const by of [this.self, { role: 'resident', sub: 'somebody-else' }]) await this.must(200, by, 'POST', `${accepted}/support`, {});
    await this.must(200, this.self, 'POST', `${accepted}/report`, { reason: { fi: words } });
    return { own, accepted };
  }

  /**
   * She works for the city too: what she does there is written down with her `sub`.
   * @param url to which the webhooks that she makes lead
   */
  async worksForTheCity(url: string): Promise<void> {
    const { sub, email } = this.person;
    const [official, head, platform] = ['coordinator', 'admin', 'platform'].map((role) => ({ role, sub })) as [Token, Token, Token];
    const body = { name: { fi: 'Anturi' }, kind: 'company', sector: 'private' };
    const { body: made } = await this.must(201, official, 'POST', '/partners/v1/organisations', body);
    await this.must(200, official, 'PATCH', `/partners/v1/organisations/${made.id as string}`, { expertise: ['sensors'] }, { 'if-match': '*' });
    await this.must(201, official, 'POST', '/roadmap/v1/programmes', { title: { fi: 'Ohjelma' }, period: { from: '2026-01' } });
    const faulty = JSON.stringify({ title: { fi: 'Tuotu' }, districts: ['malmi'], source: 'resident', [email]: 1 });
    await this.must(202, head, 'POST', '/roadmap/v1/needs/imports', `${faulty}\n`, { 'content-type': 'application/x-ndjson' });
    for (const service of services) {
      await this.must(201, platform, 'POST', `/${service}/v1/webhooks`, { url, types: [`fiksu.${service}.*`] });
      await this.sends(service, `${email}.txt`);
    }
  }

  /** A file whose name names her, answered with its id. */
  private async sends(service: string, name: string): Promise<string> {
    const headers = { 'content-type': 'text/plain', 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}` };
    const { body } = await this.must(201, this.self, 'POST', `/${service}/v1/files`, this.person.words, headers);
    for (;;) {
      const { body: file } = await this.send(this.self, 'GET', `/${service}/v1/files/${body.id as string}`, undefined, { accept: 'application/json' });
      if (file.status !== 'scanning') break;
    }
    return body.id as string;
  }

  private async tokenOf({ role, ...terms }: Token): Promise<string> {
    const key = JSON.stringify([role, terms]);
    const known = this.tokens.get(key);
    if (known !== undefined) return known;
    const asked = { grant_type: 'client_credentials', client_id: role, client_secret: 'dev', ...terms };
    const response = await fetch(`${this.origin}/idp/token`, { method: 'POST', body: new URLSearchParams(asked as Record<string, string>) });
    sameAs(response.status, 200, 'the status of POST /idp/token');
    const token = ((await response.json()) as { access_token: string }).access_token;
    this.tokens.set(key, token);
    return token;
  }
}

export const services = ['impact', 'partners', 'roadmap'];
export const admin: Token = { role: 'admin' };
export const coordinator: Token = { role: 'coordinator' };
