import { malformed } from '../problems/domain-error.ts';
import { nameIn } from './content-disposition.ts';

/** What the file systems of our readers take, in bytes of UTF-8. */
const nameBytesMax = 255;

const refused = (detail: string) => malformed([{ header: 'Content-Disposition', detail }]);

/**
 * The name of a file as its sender gave it (RFC 6266, RFC 8187), without what could mislead who saves it: folders, control
 * characters, and those that turn the direction of writing, by which `exe.pdf` is shown where `fdp.exe` stands.
 * @throws DomainError Malformed (400) where there is none, or one that is too long
 */
export function fileNameOf(contentDisposition: string | undefined): string {
  if (contentDisposition === undefined) throw refused('Must tell the name: attachment; filename="plan.pdf"');
  const sent = nameIn(contentDisposition);
  if (sent === undefined) throw refused('Has no filename, or one that is not as RFC 6266 wants it');
  const name = sent
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, '')
    .replace(/^.*[/\\]/, '')
    .replace(/[. ]+$/, '')
    .trim();
  if (name === '') throw refused('Has a filename that is none');
  if (Buffer.byteLength(name) > nameBytesMax) throw refused(`Has a filename of more than ${nameBytesMax} bytes`);
  return name;
}
