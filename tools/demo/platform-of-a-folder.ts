import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { City, TokenTerms } from './city.ts';

/** The platform that `npm start` runs from a folder: everything goes through its gateway, and a service is away when its process is frozen. */
export class PlatformOfAFolder implements City {
  private readonly folder: string;
  private readonly origin: string;

  constructor(folder: string, origin: string) {
    this.folder = folder;
    this.origin = origin;
  }

  originOf(): string {
    return this.origin;
  }

  async tokenOf(role: string, terms: TokenTerms = {}): Promise<string> {
    const asked = { grant_type: 'client_credentials', client_id: role, client_secret: 'dev', ...terms };
    const response = await fetch(`${this.origin}/idp/token`, { method: 'POST', body: new URLSearchParams(asked) });
    if (!response.ok) throw new Error(`POST /idp/token answered ${response.status}`);
    return ((await response.json()) as { access_token: string }).access_token;
  }

  async takeAway(service: string): Promise<void> {
    process.kill(this.pidOf(service), 'SIGSTOP');
  }

  async bringBack(service: string): Promise<void> {
    process.kill(this.pidOf(service), 'SIGCONT');
  }

  private pidOf(service: string): number {
    const record = readFileSync(join(this.folder, '.fiksu/processes', `${service}.json`), 'utf8');
    return (JSON.parse(record) as { pid: number }).pid;
  }
}
