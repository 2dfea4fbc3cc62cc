import type { Check } from './check-type.ts';
import { lies } from './lies.ts';

/** What no text has: control characters other than tabulators, ends of lines and of pages. */
const noText = /[\u0000-\u0008\u000B\u000E-\u001F\u007F]/;
/** What a browser might take for a page of ours, and other types that begin as text does. */
const otherTypes = /^\s*(<!doctype|<\?xml|<!--|<(html|head|body|script|iframe|svg|style|table|title|div|img|a|p|br|h1)[\s>/]|%PDF-|%!PS|\{\\rtf)/i;
const beginningLength = 1024;

/** Text in UTF-8, and no page for a browser. */
export class CheckText implements Check {
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });
  private beginning = '';

  constructor(private readonly type: string) {}

  take(chunk: Buffer): void {
    this.look(this.decode(chunk));
  }

  end(): void {
    this.look(this.decode());
    if (otherTypes.test(this.beginning)) throw lies(`The bytes are not ${this.type}, but a page or a document of another kind`);
  }

  private decode(chunk?: Buffer): string {
    try {
      return chunk ? this.decoder.decode(chunk, { stream: true }) : this.decoder.decode();
    } catch {
      throw lies(`The bytes are not ${this.type} in UTF-8`);
    }
  }

  private look(text: string): void {
    if (noText.test(text)) throw lies(`The bytes are not ${this.type}: they have a character that no text has`);
    if (this.beginning.length < beginningLength) this.beginning += text.slice(0, beginningLength);
  }
}
