import type { Client } from '@fiksu/testing';

export const personOf = (terms: object = {}): object => ({
  name: 'Aino Esimerkki',
  email: 'aino@example.fi',
  phone: '+358401234567',
  role: 'project manager',
  consent: { basis: 'consent', givenAt: '2026-01-15T10:00:00Z' },
  ...terms,
});

/** Adds a contact to the organisation of this path, and tells its own path. */
export async function contactAdded(by: Client, organisation: string, terms: object = {}): Promise<string> {
  const { body } = await by.post(`${organisation}/contacts`, personOf(terms)).expect(201);
  return `${organisation}/contacts/${body.id as string}`;
}
