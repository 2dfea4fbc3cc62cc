import { readFileSync } from 'node:fs';
import { cityServices, inOrder, keyOf, methods } from './contract-entry.ts';
import { contractFile, readContract, readPages } from './contract-files.ts';
import { asText } from './contract-text.ts';
import { contractOf } from './write-contract.ts';

const pages = readPages();
const list = readContract();
const lines = new Set(list.map((entry) => `${entry.method} /${entry.service}${entry.path}`));

describe('the list of what the contract promises', () => {
  (pages ? it : it.skip)('says what the pages say (where they are beside the clone)', () => {
    expect(asText(list)).toBe(asText(contractOf(pages?.api ?? '', pages?.details ?? '')));
  });

  it('has each address and verb once, in order, one a line', () => {
    expect(new Set(list.map(keyOf)).size).toBe(list.length);
    expect(list).toEqual([...list].sort(inOrder));
    expect(readFileSync(contractFile, 'utf8')).toBe(asText(list));
  });

  it('names a known service and verb, a path and a source in each entry', () => {
    for (const entry of list) {
      expect([...cityServices, 'issuer']).toContain(entry.service);
      expect(methods).toContain(entry.method);
      expect(entry.path).toMatch(/^(\/([a-z0-9.-]+|\{[a-zA-Z]+\}))+$/);
      expect(entry.source).toMatch(/^api(-details)?\.md \S/);
    }
  });

  it.each([
    ['an action of the tables', 'POST /roadmap/needs/{id}/triage'],
    ['a verb of "CRUD"', 'DELETE /partners/organisations/{id}/contacts/{contactId}'],
    ['an address that the details shorten to "…/{mid}/done"', 'POST /roadmap/items/{id}/milestones/{mid}/done'],
    ['an address that a table gives without its beginning', 'GET /partners/organisations/duplicates'],
    ['what is read of a challenge at its own address', 'PATCH /pilots/challenges/{id}'],
    ['a history, which every resource has', 'GET /funding/ledger/entries/{id}/history'],
    ['an export, which every list has', 'GET /impact/brand-assets/export'],
    ['counts, which every list has', 'GET /pilots/calls/counts'],
    ['a batch, where there are actions', 'POST /roadmap/needs/batch'],
    ['what each service has', 'POST /funding/webhooks/{id}/deliveries/{did}/resend'],
  ])('knows %s', (_, line) => {
    expect(lines).toContain(line);
  });

  it.each([
    ['a filter', 'POST /partners/organisations/{id}/sector'],
    ['a batch, where there is no action', 'POST /roadmap/programmes/batch'],
    ['a JSON pointer', 'GET /impact/share'],
  ])('does not take %s for an address', (_, line) => {
    expect(lines).not.toContain(line);
  });
});
