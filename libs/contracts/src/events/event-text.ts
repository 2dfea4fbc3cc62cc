import { z } from 'zod';

/** Text that people read, as an event carries it: a language that is not known yet is ignored, where a body with one is refused. */
export const EventText = z.object({ fi: z.string().optional(), sv: z.string().optional(), en: z.string().optional() });
