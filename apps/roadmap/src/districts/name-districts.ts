/**
 * How districts are named: a register writes `LÄNSI-PASILA`, people write `Länsi-Pasila`, and an address holds
 * `kaupunginosa-lansi-pasila`.
 */
import type { Level } from './district.ts';

const SLUG_PREFIX: Readonly<Record<Level, string>> = {
  // A curated district is asked for by its bare name: /districts/malmi.
  'innovation-district': '',
  'major-district': 'suurpiiri-',
  district: 'peruspiiri-',
  neighbourhood: 'kaupunginosa-',
  subarea: 'osa-alue-',
  'postal-area': 'postinumero-',
};

/**
 * The slug that an area would have were it alone in the world: what kind it is and its Finnish name, or its code where
 * the name tells nothing (every postal area of Helsinki is called Helsinki). `null` where no letter or digit is left.
 */
export function slugOf(level: Level, finnishName: string, code: string | null): string | null {
  const words = slugPart(level === 'postal-area' ? (code ?? '') : finnishName);
  return words === '' ? null : SLUG_PREFIX[level] + words;
}

/**
 * The first slug that nobody else holds: the plain one; with the municipality, when two cities have a Kallio; with the
 * area's code as well, when one city has two. `null` where even that is taken.
 */
export function freeSlug(plain: string, municipality: string | null, code: string | null, isTaken: (slug: string) => boolean): string | null {
  return slugsToTry(plain, municipality, code).find((slug) => !isTaken(slug)) ?? null;
}

/** The slugs that an area may get, the best one first. */
export function slugsToTry(plain: string, municipality: string | null, code: string | null): string[] {
  const suffixes = [municipality ?? '', `${municipality ?? ''} ${code ?? ''}`].map(slugPart).filter((s) => s !== '');
  return [plain, ...suffixes.map((suffix) => `${plain}-${suffix}`)];
}

/** Lower case, å ä ö as a a o, and whatever is no letter or digit of plain ASCII as one hyphen between words. */
export function slugPart(text: string): string {
  return (
    text
      // "ä" may come as one character or as "a" and two dots: the first form is the one that is replaced below.
      .normalize('NFC')
      .toLowerCase()
      .replace(/[åä]/g, 'a')
      .replace(/ö/g, 'o')
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
  );
}

/** Words that stay small inside a name: "Suvilahti ja Hanasaari". */
const SMALL_WORDS = new Set(['ja', 'och']);

/** Numbers of city parts, as in Turku and Tampere: "XVI (JUSSINKYLÄ)". */
const ROMAN_NUMBER = /^(?=[IVX]{2})X{0,3}(?:IX|IV|V?I{0,3})$/;

/**
 * A name written all in capitals as people write it; a name that has a small letter is somebody's choice already
 * ("Herttoniemen yritysalue") and stays.
 */
export function nameInTitleCase(name: string): string {
  const tidy = name.normalize('NFC').trim().replace(/\s+/g, ' ');
  if (tidy !== tidy.toUpperCase()) return tidy;
  return tidy.replace(/\p{L}[\p{L}\p{M}'’]*/gu, (word, at: number) => {
    const lower = word.toLowerCase();
    if (ROMAN_NUMBER.test(word) || (at > 0 && tidy[at - 1] === ' ' && SMALL_WORDS.has(lower))) {
      return ROMAN_NUMBER.test(word) ? word : lower;
    }
    return word.charAt(0) + lower.slice(1);
  });
}
