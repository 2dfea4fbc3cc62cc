import fc from 'fast-check';
import { attachment } from './content-disposition.ts';
import { fileNameOf } from './file-name.ts';

/** As Node hands over a header whose bytes are UTF-8. */
const asSent = (text: string): string => Buffer.from(text).toString('latin1');

describe('the name of a file', () => {
  /** The first ones are the examples of RFC 6266, section 5. */
  it.each([
    ['Attachment; filename=example.html', 'example.html'],
    ['INLINE; FILENAME= "an example.html"', 'an example.html'],
    [`attachment; filename*= UTF-8''%e2%82%ac%20rates`, '€ rates'],
    [`attachment; filename="EURO rates"; filename*=utf-8''%e2%82%ac%20rates`, '€ rates'],
    [`attachment; filename*=utf-8''%e2%82%ac%20rates; filename="EURO rates"`, '€ rates'],
    [`attachment; filename*=ISO-8859-1''m%E4%E4r%E4`, 'määrä'],
    [`attachment; filename*=UTF-8'fi'%ff; filename="plan.pdf"`, 'plan.pdf'],
    [`attachment; filename*=KOI8-R''%c1; filename="plan.pdf"`, 'plan.pdf'],
    ['form-data; name="file"; filename="plan.pdf"', 'plan.pdf'],
    ['attachment; x="; filename=evil.exe"; filename="plan.pdf"', 'plan.pdf'],
    ['attachment; filename="plan.pdf"; filename="other.pdf"', 'plan.pdf'],
    [asSent('attachment; filename="Kävely Malmin torilla – äänimaisema.pdf"'), 'Kävely Malmin torilla – äänimaisema.pdf'],
    ['attachment; filename="k\xe4vely.pdf"', 'kävely.pdf'],
    ['attachment; filename="the \\"best\\" plan.pdf"', 'the "best" plan.pdf'],
    [`attachment; filename*=UTF-8''${encodeURIComponent('ka\u0308vely.pdf')}`, 'kävely.pdf'],
  ])('is read from %s', (header, name) => {
    expect(fileNameOf(header)).toBe(name);
  });

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\\\Users\\\\maija\\\\plan.pdf', 'plan.pdf'],
    ['/plan.pdf', 'plan.pdf'],
    ['plan.pdf. . .', 'plan.pdf'],
    ['  plan.pdf', 'plan.pdf'],
    ['.htaccess', '.htaccess'],
  ])('%j leads nowhere', (sent, name) => {
    expect(fileNameOf(`attachment; filename="${sent}"`)).toBe(name);
  });

  it.each(['pl\na\r\u0000n.pdf', 'pl\u202Ean.pdf', 'pl\u2066an\u2069.pdf', 'pl\u2028an.pdf', 'pl\u0085an.pdf'])('%j is shown as it is saved', (sent) => {
    expect(fileNameOf(`attachment; filename*=UTF-8''${encodeURIComponent(sent)}`)).toBe('plan.pdf');
  });

  it.each([
    undefined,
    '',
    'attachment',
    'attachment; filename=""',
    'attachment; filename=".."',
    'attachment; filename="a/"',
    'attachment; filename="..\\\\.."',
    'attachment; filename=my plan.pdf',
    'attachment; filename="plan.pdf',
    'attachment filename="plan.pdf"',
    'attachment; filename="a"b"',
    `attachment; filename="${'a'.repeat(256)}"`,
    `attachment; filename*=UTF-8''${'%C3%A4'.repeat(128)}`,
  ])('is missing in %j', (header) => {
    expect(() => fileNameOf(header)).toThrow(
      expect.objectContaining({ kind: 'Malformed', members: { errors: [expect.objectContaining({ header: 'Content-Disposition' })] } }),
    );
  });

  it('may have 255 bytes', () => {
    expect(fileNameOf(`attachment; filename="${'a'.repeat(255)}"`)).toHaveLength(255);
  });
});

describe('the header by which a file is saved', () => {
  it.each([
    ['plan.pdf', 'attachment; filename="plan.pdf"'],
    ['the "best" plan.pdf', 'attachment; filename="the \\"best\\" plan.pdf"'],
    ['määrä.csv', `attachment; filename="m??r?.csv"; filename*=UTF-8''m%C3%A4%C3%A4r%C3%A4.csv`],
    ["100% (it's).pdf", `attachment; filename="100% (it's).pdf"; filename*=UTF-8''100%25%20%28it%27s%29.pdf`],
  ])('names %s', (name, header) => {
    expect(attachment(name)).toBe(header);
  });

  it('says whatever name there is, in characters of a header alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), (sent) => {
        let name: string;
        try {
          name = fileNameOf(
            `attachment; filename*=UTF-8''${encodeURIComponent(sent).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16)}`)}`,
          );
        } catch {
          return;
        }
        expect(attachment(name)).toMatch(/^[\x20-\x7e]+$/);
        expect(fileNameOf(attachment(name))).toBe(name);
      }),
    );
  });
});
