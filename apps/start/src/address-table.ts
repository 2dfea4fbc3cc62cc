import type { BroughtUp } from './bring-up.ts';
import { say } from './say.ts';

/** The last thing a start says: where everything is. */
export function sayAddresses({ state, answering }: BroughtUp): void {
  const { gateway, issuer, postgres, nats, services } = state;
  const rows: [string, string, string][] = [['Fiksu', gateway.url, 'what runs, with links']];
  for (const [name, { url }] of Object.entries(services)) {
    rows.push(answering.includes(name) ? [name, url, `docs: ${gateway.url}/${name}/docs`] : [name, 'does not answer', `log: ${services[name]!.log}`]);
  }
  rows.push(['tokens', `${issuer.url}/token`, 'client_id=admin, client_secret=dev']);
  rows.push(['PostgreSQL', `127.0.0.1:${postgres.port}`, 'passwords: .fiksu/state.json']);
  rows.push(['NATS', nats.url, '']);

  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  say();
  for (const [name, address, hint] of rows) say(`  ${name.padEnd(widths[0]!)}   ${address.padEnd(widths[1]!)}   ${hint}`.trimEnd());
  say();
}
