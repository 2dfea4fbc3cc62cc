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
    agreement: {
      none: `id version status kind parties districts valid_from valid_until signed_on attachments ${moments}`,
      freeText: 'title termination_reason',
      kept: 'a draft until it is removed; once signed it stays, ten years at least by law',
    },
    community: { none: `id version name kind districts themes pool ${moments}`, freeText: 'description', kept: 'until it is removed' },
    community_member: {
      none: `id version community organisation basis given_at expires_at ${moments}`,
      encrypted: 'name email subject',
      pseudonym: 'email_hash subject_hash receipt_hash',
      kept: 'until the consent ends, or the person leaves',
    },
    announcement: { none: `id version community title ${moments}`, freeText: 'text', kept: 'as long as the community' },
    gathering: {
      none: `id version status community kind title place starts_at ends_at topics districts themes attendance organisations attachments ${moments}`,
      freeText: 'description cancellation_reason',
      kept: 'until it is removed; one that was held stays',
    },
    network_session: { none: 'generation id version title districts themes starts_at ends_at parties', kept: 'as long as the session' },
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
    erasure: {
      none: `id version status services ${moments}`,
      encrypted: 'person',
      pseudonym: 'person_hash',
      kept: '24 months, without a name; who it is until every service has confirmed',
    },
    dismissed_duplicate: {
      none: 'one two one_version two_version at',
      freeText: 'reason',
      personal: { by: 'the `sub` of whoever acted for the city is kept by law' },
      kept: 'until one of the two changes',
    },
  },
  events: {
    person: { none: 'id version status createdAt updatedAt' },
    agreement: { none: 'id version status kind parties districts validFrom validUntil signedOn createdAt updatedAt' },
    community: { none: 'id version name kind districts themes pool createdAt updatedAt', freeText: 'description' },
    // That there is one member more or less, and never who.
    member: { none: 'id version community createdAt updatedAt' },
    announcement: { none: 'id version community title createdAt updatedAt', freeText: 'text' },
    gathering: {
      none: 'id version status community kind title place startsAt endsAt topics districts themes attendance organisations attachments createdAt updatedAt',
      freeText: 'description cancellationReason',
    },
    // Of a sole trader an event carries the id alone (`visibilityOf`).
    organisation: {
      none: 'id version name kind sector businessId vatId pic parent districts themes expertise size externalIds website personal attachments situation into createdAt updatedAt',
    },
  },
};
