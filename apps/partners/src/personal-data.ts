import type { PersonalData } from '@fiksu/service';

const soleTraders = 'of a sole trader, who is a natural person (`personal`): others than coordinators and itself read neither it nor what leads to it';
const moments = 'created_at updated_at';
const asOrganisation = 'as long as the organisation';

/** What of partners is personal data: contacts, and what names sole traders. */
export const personalData: PersonalData = {
  tables: {
    organisation: {
      none: `id version kind sector parent districts themes expertise size personal attachments shown_name ${moments}`,
      personal: {
        ...{ name: soleTraders, business_id: soleTraders, vat_id: soleTraders, pic: soleTraders, external_ids: soleTraders },
        ...{ website: soleTraders, situation: soleTraders, words: soleTraders, sorted_name: soleTraders },
      },
      kept: 'until it is removed',
    },
    contact: {
      none: `id version organisation basis given_at expires_at ${moments}`,
      encrypted: 'name email phone role subject',
      pseudonym: 'email_hash subject_hash',
      kept: 'until the consent ends',
    },
    compared_organisation: {
      none: 'organisation version',
      personal: { host: soleTraders, vat_id: soleTraders, external_ids: soleTraders },
      kept: asOrganisation,
    },
    compared_name: { none: 'organisation', personal: { name: soleTraders }, kept: asOrganisation },
    likely_duplicate: {
      none: `id one two one_version two_version score ${moments}`,
      personal: { because: soleTraders, against: soleTraders },
      kept: 'until one of the two changes',
    },
    dismissed_duplicate: {
      none: 'one two one_version two_version at',
      freeText: 'reason',
      personal: { by: 'the `sub` of whoever acted for the city is kept by law' },
      kept: 'until one of the two changes',
    },
  },
  events: {
    // Of a sole trader an event carries the id alone (`visibilityOf`).
    organisation: {
      none: 'id version name kind sector businessId vatId pic parent districts themes expertise size externalIds website personal attachments situation createdAt updatedAt',
    },
  },
};
