import { describeMerges } from '@fiksu/testing';
import { partners } from './partners.ts';

describeMerges(partners, ['contact.organisation', 'community_member.organisation']);
