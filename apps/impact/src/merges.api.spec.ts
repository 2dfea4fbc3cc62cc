import { describeMerges } from '@fiksu/testing';
import { impact } from './impact.ts';

describeMerges(impact);
