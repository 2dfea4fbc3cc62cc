/** How the bytes bear out a type: by the signatures that may be found in them, or as text of one kind. */
export type Proof = { signatures: readonly string[] } | { text: 'plain' | 'json' | 'geojson' };

const wordDocument = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const workbook = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const slides = 'application/vnd.openxmlformats-officedocument.presentationml.presentation';
const openDocuments = ['text', 'spreadsheet', 'presentation'].map((kind) => `application/vnd.oasis.opendocument.${kind}`);
const office = [wordDocument, workbook, slides, ...openDocuments];

const signed = (type: string, ...also: string[]): [string, Proof] => [type, { signatures: [type, ...also] }];
const text = (type: string, kind: 'plain' | 'json' | 'geojson' = 'plain'): [string, Proof] => [type, { text: kind }];

/**
 * The types that are taken, and nothing else. HTML and SVG are programmes that a browser would run in our name, and so are
 * the macros of old Office files: these are left out. Office files are zip archives, so a zip may look like one.
 */
const types = new Map<string, Proof>([
  signed('application/pdf'),
  ...office.map((type) => signed(type)),
  signed('application/zip', ...office),
  signed('image/jpeg'),
  signed('image/png', 'image/apng'),
  signed('image/gif'),
  signed('image/webp'),
  signed('image/tiff'),
  signed('image/avif'),
  signed('image/heic', 'image/heif'),
  signed('image/heif', 'image/heic'),
  signed('audio/mpeg'),
  signed('audio/ogg', 'audio/ogg; codecs=opus'),
  signed('audio/wav'),
  signed('audio/flac'),
  signed('audio/mp4', 'audio/x-m4a', 'video/mp4'),
  signed('video/mp4', 'video/x-m4v'),
  signed('video/webm'),
  signed('video/quicktime'),
  text('text/plain'),
  text('text/csv'),
  text('text/markdown'),
  text('application/json', 'json'),
  text('application/geo+json', 'geojson'),
]);

export const fileTypes: readonly string[] = [...types.keys()];
export const proofOf = (type: string): Proof | undefined => types.get(type);
