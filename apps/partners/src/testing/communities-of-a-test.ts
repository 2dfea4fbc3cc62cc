import type { Client } from '@fiksu/testing';

/** The smallest bodies of the contract (P5 to P7); what a test is about stands in `terms`. */
export const communityOf = (terms: object = {}): object => ({ name: { fi: 'Malmin testaajat' }, kind: 'residents', districts: ['malmi'], ...terms });

export const memberOf = (terms: object = {}): object => ({
  name: 'Aino Esimerkki',
  email: 'aino@example.fi',
  consent: { basis: 'consent', givenAt: '2026-01-15T10:00:00Z' },
  ...terms,
});

export const gatheringOf = (community: string, terms: object = {}): object => ({
  community: idIn(community),
  kind: 'walk',
  title: { fi: 'Kävely Malmilla' },
  place: { name: { fi: 'Malmitalo' }, location: { type: 'Point', coordinates: [25.0106, 60.2505] } },
  startsAt: '2026-05-05T14:00:00Z',
  endsAt: '2026-05-05T16:00:00Z',
  ...terms,
});

export const agreementOf = (parties: string[], terms: object = {}): object => ({
  kind: 'pilot',
  title: { fi: 'Kokeilusopimus' },
  parties: parties.map(idIn),
  districts: ['malmi'],
  validFrom: '2026-01-01',
  validUntil: '2099-12-31',
  ...terms,
});

/** The id at the end of a path. */
export const idIn = (path: string): string => path.split('/').at(-1) as string;

/** Adds one to a collection, and tells its path. */
export async function made(by: Client, collection: string, body: object): Promise<string> {
  const { body: answer } = await by.post(collection, body).expect(201);
  return `${collection}/${answer.id as string}`;
}
