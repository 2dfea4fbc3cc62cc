import { Id, Instant, LocalisedText } from '@fiksu/contracts';
import { z } from 'zod';

export const AnnouncementBody = z.strictObject({ title: LocalisedText, text: LocalisedText }).meta({
  id: 'AnnouncementBody',
  examples: [{ title: { fi: 'Kävelemme taas keväällä' }, text: { fi: 'Ensimmäinen kävely on 5.5. Malmitalolta.' } }],
});
export type AnnouncementBody = z.infer<typeof AnnouncementBody>;

export const AnnouncementView = z
  .object({
    id: Id,
    version: z.int(),
    community: Id,
    title: LocalisedText,
    text: LocalisedText,
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Announcement' });
export type AnnouncementView = z.infer<typeof AnnouncementView>;
