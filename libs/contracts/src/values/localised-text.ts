import { z } from 'zod';

export const LANGUAGES = ['fi', 'sv', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const textLengthMax = 20_000;
const words = z.string().trim().min(1).max(textLengthMax);

/**
 * Text that people read, in at least one of the platform's languages.
 * The API contract, G1: a plain string, an empty object or another key is malformed.
 */
export const LocalisedText = z
  .strictObject({ fi: words.optional(), sv: words.optional(), en: words.optional() })
  .refine((text) => LANGUAGES.some((language) => text[language] !== undefined), {
    message: 'Needs at least one of fi, sv, en',
  })
  .meta({ id: 'LocalisedText', description: 'Text that people read: at least one of fi, sv, en', minProperties: 1 });
export type LocalisedText = z.infer<typeof LocalisedText>;
