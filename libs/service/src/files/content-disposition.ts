const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const typePattern = new RegExp(`\\s*${token}\\s*`, 'y');
const parameterPattern = new RegExp(`;\\s*(${token})\\s*=\\s*("(?:[^"\\\\]|\\\\.)*"|${token})\\s*`, 'y');
const extendedPattern = /^(UTF-8|ISO-8859-1)'[A-Za-z0-9-]*'((?:%[0-9A-Fa-f]{2}|[!#$&+.^_`|~0-9A-Za-z-])*)$/i;

/**
 * The name in a header `Content-Disposition` (RFC 6266): that of `filename*` before that of `filename`.
 * @returns undefined where there is none, or where the header does not fit the grammar
 */
export function nameIn(header: string): string | undefined {
  const parameters = parametersOf(header);
  const extended = parameters?.get('filename*');
  return (extended === undefined ? undefined : decodeExtended(extended)) ?? asUtf8(parameters?.get('filename'));
}

/** By their names in small letters; of two with the same name the first, as browsers take it. */
function parametersOf(header: string): Map<string, string> | null {
  typePattern.lastIndex = 0;
  if (!typePattern.test(header)) return null;
  const found = new Map<string, string>();
  for (let at = typePattern.lastIndex; at < header.length; at = parameterPattern.lastIndex) {
    parameterPattern.lastIndex = at;
    const [, name, value] = parameterPattern.exec(header) ?? [];
    if (name === undefined || value === undefined) return null;
    const key = name.toLowerCase();
    if (!found.has(key)) found.set(key, value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value);
  }
  return found;
}

/** `UTF-8''m%C3%A4%C3%A4r%C3%A4.csv` (RFC 8187). */
function decodeExtended(value: string): string | undefined {
  const [, charset, encoded] = extendedPattern.exec(value) ?? [];
  if (charset === undefined || encoded === undefined) return undefined;
  const bytes = Buffer.from(
    encoded.replace(/%(..)/g, (_, code: string) => String.fromCharCode(parseInt(code, 16))),
    'latin1',
  );
  return charset.toUpperCase() === 'UTF-8' ? decodeUtf8(bytes) : bytes.toString('latin1');
}

/** Many clients send the bytes of UTF-8 as they are; Node reads every header as Latin-1. */
const asUtf8 = (text: string | undefined): string | undefined => text && (decodeUtf8(Buffer.from(text, 'latin1')) ?? text);

function decodeUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The header by which a file of this name is saved, never shown: in ASCII for old readers, and in full where that is not all. */
export function attachment(name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]/g, '?');
  const quoted = `attachment; filename="${ascii.replace(/["\\]/g, '\\$&')}"`;
  // A percent sign is taken for the beginning of a code by some readers.
  return ascii === name && !name.includes('%') ? quoted : `${quoted}; filename*=UTF-8''${encodeExtended(name)}`;
}

const encodeExtended = (name: string): string =>
  encodeURIComponent(name).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
