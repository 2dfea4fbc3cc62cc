import { Instant, LocalisedText, Slug } from '@fiksu/contracts';
import { patchOf } from '@fiksu/service';
import { z } from 'zod';

const relatedMax = 50;

export const ThemeBody = z
  .strictObject({
    id: Slug,
    label: LocalisedText,
    broader: Slug.nullable().default(null).describe('The theme that this one is a part of'),
    related: z.array(Slug).max(relatedMax).default([]),
    scheme: Slug.default('fiksu'),
  })
  .meta({ id: 'ThemeBody', examples: [{ id: 'street-lighting', label: { fi: 'Katuvalaistus', en: 'Street lighting' }, broader: 'energy' }] });
export type ThemeBody = z.infer<typeof ThemeBody>;

const derived = ['narrower'] as const;
export const themeDerived: readonly string[] = derived;
export const ThemePatch = patchOf(ThemeBody, 'ThemePatch', derived).meta({ examples: [{ label: { sv: 'Gatubelysning' } }] });

export const ThemeView = z
  .object({
    id: Slug,
    version: z.int(),
    label: LocalisedText,
    broader: Slug.nullable(),
    narrower: z.array(Slug).describe('The themes that name this one as their broader one'),
    related: z.array(Slug),
    scheme: z.string(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Theme' });
export type ThemeView = z.infer<typeof ThemeView>;
