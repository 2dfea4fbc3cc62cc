import { describePersonalData } from '@fiksu/testing';
import { impact } from './impact.ts';

describePersonalData(impact);
