import { describePersonalData } from '@fiksu/testing';
import { partners } from './partners.ts';

describePersonalData(partners);
