import { describePersonalData } from '@fiksu/testing';
import { roadmap } from './roadmap.ts';

describePersonalData(roadmap);
