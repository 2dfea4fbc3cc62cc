import { crc32 } from 'node:zlib';

/** Files as their programs write them, as small as they can be. */
const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

/** One transparent pixel. */
export const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');
export const gif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
export const jpeg = Buffer.concat([Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'), Buffer.from('ffd9', 'hex')]);
export const pdf = bytes('%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n');
export const mp3 = Buffer.concat([bytes('ID3\x03\x00\x00\x00\x00\x00\x00'), Buffer.from('fffb9064', 'hex'), Buffer.alloc(420)]);
export const wav = bytes('RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x44\xac\x00\x00\x88\x58\x01\x00\x02\x00\x10\x00data\x00\x00\x00\x00');
export const mp4 = Buffer.concat([Buffer.from('00000018', 'hex'), bytes('ftypisom'), Buffer.from('00000200', 'hex'), bytes('isommp41'), Buffer.alloc(32)]);
export const exe = Buffer.concat([bytes('MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00'), Buffer.alloc(200)]);
export const elf = Buffer.concat([bytes('\x7fELF\x02\x01\x01\x00'), Buffer.alloc(200)]);

/** A zip archive with these entries, stored (PKWARE APPNOTE 4.3): what Office files are inside. */
export function zip(entries: Record<string, string>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(entries)) {
    const [path, body] = [Buffer.from(name), Buffer.from(content)];
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(body), 10);
    common.writeUInt32LE(body.length, 14);
    common.writeUInt32LE(body.length, 18);
    common.writeUInt16LE(path.length, 22);
    parts.push(bytes('PK\x03\x04'), common, path, body);
    const ending = Buffer.alloc(14);
    ending.writeUInt32LE(offset, 10);
    directory.push(bytes('PK\x01\x02\x14\x00'), common, ending, path);
    offset += 4 + common.length + path.length + body.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(Object.keys(entries).length, 4);
  end.writeUInt16LE(Object.keys(entries).length, 6);
  end.writeUInt32LE(index.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, index, bytes('PK\x05\x06'), end]);
}

const contentTypes = (part: string, type: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/${part}" ContentType="${type}.main+xml"/></Types>`;
const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

export const docx = zip({ '[Content_Types].xml': contentTypes('word/document.xml', word), 'word/document.xml': '<w:document/>' });
export const docm = zip({
  '[Content_Types].xml': contentTypes('word/document.xml', 'application/vnd.ms-word.document.macroEnabled'),
  'word/document.xml': '<w:document/>',
});
export const odt = zip({ mimetype: 'application/vnd.oasis.opendocument.text', 'content.xml': '<office/>' });
export const plainZip = zip({ 'notes.txt': 'Varjoa torille' });
export const jar = zip({ 'META-INF/MANIFEST.MF': 'Manifest-Version: 1.0\r\n' });
