import type { PersonNode, PersonRefusal } from '@fiksu/contracts';

/** An answer in the form of the Helsinki Profile GDPR API: 200 with a tree, 204 with nothing, else errors. */
export type Told =
  { status: 200; body: PersonNode } | { status: 204; erasure?: string } | { status: 403 | 500; body: { errors: PersonRefusal[] }; erasure?: string };

const refusal = (code: string, en: string, fi: string, sv: string): PersonRefusal => ({ code, message: { en, fi, sv } });

export const anotherPerson = refusal(
  'another-person',
  'This token is not the token of that person',
  'Tämä tunniste ei ole kyseisen henkilön',
  'Detta åtkomstbevis tillhör inte personen i fråga',
);

export const scopeMissing = (scope: string): PersonRefusal =>
  refusal('scope-missing', `This token lacks the scope ${scope}`, `Tunnisteelta puuttuu käyttöoikeus ${scope}`, `Åtkomstbeviset saknar behörigheten ${scope}`);

/** Which services is not told: it is no matter of whoever asks. */
export const notAnswered = refusal(
  'service-unavailable',
  'A part of the platform cannot be reached right now; ask again later',
  'Osaan alustasta ei saada juuri nyt yhteyttä; yritä myöhemmin uudelleen',
  'En del av plattformen kan inte nås just nu; försök igen senare',
);

export const goesOn = refusal(
  'in-progress',
  'The erasure has begun and goes on by itself until all of it is done; ask again later',
  'Poisto on alkanut ja jatkuu itsestään, kunnes kaikki on poistettu; kysy myöhemmin uudelleen',
  'Raderingen har börjat och fortsätter av sig själv tills allt har raderats; fråga igen senare',
);

export const forbidden = (errors: PersonRefusal[], erasure?: string): Told => ({ status: 403, body: { errors }, ...begun(erasure) });
export const failed = (error: PersonRefusal, erasure?: string): Told => ({ status: 500, body: { errors: [error] }, ...begun(erasure) });

const begun = (erasure: string | undefined) => (erasure === undefined ? {} : { erasure });
