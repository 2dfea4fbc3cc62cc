import { randomBytes } from 'node:crypto';

/** Somebody who is nobody else: whatever of them is found anywhere came from here. */
export interface MarkedPerson {
  name: string;
  email: string;
  phone: string;
  /** As tokens name them. */
  sub: string;
  /** What they, or somebody about them, wrote. */
  words: string;
  /** What their browser says that it is. */
  agent: string;
}

export function drawPerson(): MarkedPerson {
  const nth = randomBytes(5).toString('hex');
  return {
    name: `Äinö Märkström-${nth}`,
    email: `aino.markstrom.${nth}@example.fi`,
    phone: `+35850${parseInt(nth.slice(0, 7), 16)}`,
    sub: `sub-of-markstrom-${nth}`,
    words: `Naapurini Märkström-${nth} valvoo "yöt"`,
    agent: `Markstrom-Browser/${nth}`,
  };
}

/** The forms in which a text may stand somewhere: as it is, in other cases, and as programs write it. */
export function formsOf(text: string): Buffer[] {
  const texts = [text, text.toLowerCase(), text.toUpperCase(), text.normalize('NFD')];
  const written = texts.flatMap((each) => [
    each,
    JSON.stringify(each).slice(1, -1),
    asciiJson(each),
    encodeURIComponent(each),
    Buffer.from(each).toString('hex'),
    Buffer.from(each, 'utf8').toString('latin1'),
  ]);
  return [...new Set([...written, ...base64Of(text)])].map((each) => Buffer.from(each));
}

const asciiJson = (text: string): string =>
  JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(/[^\x20-\x7e]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** In Base64 a text looks differently by where it begins: its middle, without what depends on its neighbours. */
function base64Of(text: string): string[] {
  return [0, 1, 2].flatMap((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)]);
    return (['base64', 'base64url'] as const).map((form) => whole.toString(form).slice(shift === 0 ? 0 : 4, -4));
  });
}
