import type { PersonalData } from '@fiksu/service';

const untilRemoved = 'until it is removed';
const moments = 'created_at updated_at';

/** What of the roadmap is personal data. Residents write needs without an account, and may name people in them. */
export const personalData: PersonalData = {
  tables: {
    district: { none: `id version name other_names level development parent code external_ids geometry joins population ${moments}`, kept: untilRemoved },
    development: { none: `id version district title kind stage builder location window attachments ${moments}`, kept: untilRemoved },
    roadmap_version: { none: `id version number title hash published_at ${moments}`, kept: 'for ever: what was published stays' },
    roadmap_version_item: { none: 'version item status', freeText: 'body', kept: 'for ever: what was published stays' },
    theme: { none: `id version label broader related scheme ${moments}`, kept: untilRemoved },
    programme: {
      none: `id version title description implementers partners lead period granted_funding objectives themes districts lessons_from sub_projects update_days attachments ${moments}`,
      kept: untilRemoved,
    },
    need: {
      none: `id version status districts themes source organisation session external_ids attachments hidden merged_into merged_from status_before_merge support_count report_count ${moments}`,
      freeText: 'title description evidence location place affected_groups note decline_reason addressed words search',
      secret: 'receipt_hash',
      kept: 'as long as the roadmap; the receipt 24 months',
    },
    item: {
      none: `id version status title goal districts themes horizon window owner programme needs depends_on pilots proposals indicators learnings developments linked expected_climate_effect attachments superseded_by committed_at confirmed_at ${moments}`,
      freeText: 'milestones overrides drop_reason',
      kept: untilRemoved,
    },
    method: { none: `id version status edition published_at name summary phases variants materials roles when_to_use draft ${moments}`, kept: untilRemoved },
    method_edition: { none: 'method edition published_at card', kept: 'as long as the method' },
    session: {
      none: `id version status method edition variant phases title districts themes needs facilitator starts_at ends_at attachments votes participants outcomes linked ${moments}`,
      freeText: 'description',
      kept: untilRemoved,
    },
    session_note: { none: 'session place id phase at', freeText: 'text', kept: 'as long as the session' },
    need_author: { none: 'need', pseudonym: 'author', kept: 'until the author is erased, else as long as the need' },
    need_support: { none: 'need', pseudonym: 'supporter', kept: 'as long as the need' },
    need_report: { none: 'need at', freeText: 'reason', pseudonym: 'reporter', kept: 'as long as the need' },
  },
  events: {
    district: { none: 'id version name otherNames level development parent externalIds joins population createdAt updatedAt' },
    development: { none: 'id version district title kind stage builder location window attachments createdAt updatedAt' },
    version: { none: 'id version number title hash publishedAt createdAt updatedAt' },
    theme: { none: 'id version label broader related scheme createdAt updatedAt' },
    programme: {
      none: 'id version title description implementers partners lead period grantedFunding objectives themes districts lessonsFrom subProjects updateDays attachments createdAt updatedAt',
    },
    method: { none: 'id version status edition publishedAt name summary phases variants materials roles whenToUse createdAt updatedAt' },
    session: {
      none: 'id version status districts themes method edition variant title needs facilitator startsAt endsAt attachments votes participants outcomes createdAt updatedAt',
      freeText: 'description',
    },
    item: {
      none: 'id version status title goal districts themes horizon window owner programme needs dependsOn pilots proposals indicators learnings developments expectedClimateEffect attachments supersededBy committedAt confirmedAt createdAt updatedAt',
      freeText: 'milestones overrides dropReason',
    },
    milestone: { none: 'id version status item districts title dueOn doneOn', freeText: 'reason' },
    need: {
      none: 'id version status districts themes source organisation session externalIds attachments supportCount mergedInto mergedFrom outcomes createdAt updatedAt',
      freeText: 'title description location evidence affectedGroups addressed',
    },
  },
};
