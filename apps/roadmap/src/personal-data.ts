import type { PersonalData } from '@fiksu/service';

const untilRemoved = 'until it is removed';
const moments = 'created_at updated_at';

/** What of the roadmap is personal data. Residents write needs without an account, and may name people in them. */
export const personalData: PersonalData = {
  tables: {
    district: { none: `id version name other_names level development parent code external_ids geometry joins population ${moments}`, kept: untilRemoved },
    theme: { none: `id version label broader related scheme ${moments}`, kept: untilRemoved },
    programme: {
      none: `id version title description implementers partners lead period granted_funding objectives themes districts lessons_from sub_projects attachments ${moments}`,
      kept: untilRemoved,
    },
    need: {
      none: `id version status districts themes affected_groups source organisation session external_ids attachments hidden merged_into merged_from status_before_merge support_count report_count ${moments}`,
      freeText: 'title description evidence location place note decline_reason words search',
      secret: 'receipt_hash',
      kept: 'as long as the roadmap; the receipt 24 months',
    },
    need_support: { none: 'need', pseudonym: 'supporter', kept: 'as long as the need' },
    need_report: { none: 'need at', freeText: 'reason', pseudonym: 'reporter', kept: 'as long as the need' },
  },
  events: {
    district: { none: 'id version name otherNames level development parent externalIds joins population createdAt updatedAt' },
    theme: { none: 'id version label broader related scheme createdAt updatedAt' },
    programme: {
      none: 'id version title description implementers partners lead period grantedFunding objectives themes districts lessonsFrom subProjects attachments createdAt updatedAt',
    },
    need: {
      none: 'id version status districts themes affectedGroups source organisation session externalIds attachments supportCount mergedInto mergedFrom createdAt updatedAt',
      freeText: 'title description location evidence',
    },
  },
};
