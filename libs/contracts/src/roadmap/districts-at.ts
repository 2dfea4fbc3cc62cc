import { z } from 'zod';
import { defineQuestion } from '../questions/define-question.ts';
import { Slug } from '../values/identifiers.ts';

/** Which districts hold a point, on all levels: the innovation districts among them. */
export const districtsAt = defineQuestion({
  service: 'roadmap',
  subject: 'fiksu.rpc.roadmap.districts-at.v1',
  asked: z.object({ longitude: z.number().min(-180).max(180), latitude: z.number().min(-90).max(90) }),
  answer: z.object({ districts: z.array(Slug) }),
});
