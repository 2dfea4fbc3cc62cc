import { TokenParser, TokenType, type Tokenizer } from '@streamparser/json';
import { isText, unkeepableIn } from '../problems/unkeepable.ts';
import type { RecordRead } from './import-source.ts';
import { faulty, nestingMax, recordBytesMax, tooLarge, valuesMax } from './record-limits.ts';

export type Token = Parameters<Tokenizer['onToken']>[0];

export const opens = ({ token }: Token): boolean => token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET;
export const closes = ({ token }: Token): boolean => token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET;
const separates = ({ token }: Token): boolean => token === TokenType.COMMA || token === TokenType.COLON;

/** An escape of what is no text: has a value searched whose text is not at hand. */
const anyEscape = '\\u0000';

/** One record of a JSON file while its tokens come in; of one that is too large or too deep nothing is kept. */
export class JsonRecord {
  private builder: TokenParser | null = new TokenParser({ paths: ['$'], keepStack: true });
  private value: unknown;
  private fault: RecordRead<never> | null = null;
  private depth = 0;
  private values = 0;
  private hasNoText = false;

  /** @param startsAt where in the file, in bytes */
  constructor(private readonly startsAt: number) {
    if (this.builder) this.builder.onValue = ({ value }) => (this.value = value);
  }

  get isSpoilt(): boolean {
    return this.fault !== null;
  }

  /** Takes the next token, which fits the grammar; answers the record with its last one. */
  add(token: Token): RecordRead<unknown> | null {
    if (opens(token)) this.depth += 1;
    if (closes(token)) this.depth -= 1;
    else if (!separates(token)) this.values += 1;
    if (this.values > valuesMax || token.offset - this.startsAt > recordBytesMax) this.spoil(tooLarge);
    else if (this.depth > nestingMax) this.spoil(faulty(`Is nested more than ${nestingMax} deep`));
    else if (token.token === TokenType.STRING && !isText(String(token.value))) this.hasNoText = true;
    this.builder?.write(token);
    return this.depth > 0 ? null : this.whole();
  }

  private spoil(fault: RecordRead<never>): void {
    this.fault ??= fault;
    this.builder = null;
  }

  private whole(): RecordRead<unknown> {
    if (this.fault) return this.fault;
    const errors = this.hasNoText ? unkeepableIn(this.value, anyEscape) : [];
    return errors.length > 0 ? { errors } : { value: this.value };
  }
}
