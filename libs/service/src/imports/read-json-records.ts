import { Tokenizer, TokenParser, TokenType } from '@streamparser/json';
import { NotThatFile, type RecordRead } from './import-source.ts';
import { JsonRecord, closes, opens, type Token } from './json-record.ts';
import { readUtf8 } from './read-utf8.ts';
import { recordBytesMax } from './record-limits.ts';

/** Strings are gathered as bytes: one of many short pieces would take many times its length otherwise. */
const gathering = { stringBufferSize: 64 * 1024, numberBufferSize: 64 };
/** How deep a file may be nested at all, also where nothing of it is kept: open brackets alone would fill the memory. */
const fileNestingMax = 10_000;

/**
 * The records of a JSON file, in constant memory: the elements of the list that the file is, or else of the first list
 * that it has under one of these names. An object that has none of them is itself the one record.
 * What stands beside the list is checked to be JSON, and kept nowhere.
 * @param members names of lists of records: `companies`, `features`
 * @throws NotThatFile for what is no JSON, after the records before that place
 */
export async function* jsonRecords(bytes: AsyncIterable<Uint8Array>, members: readonly string[]): AsyncGenerator<RecordRead<unknown>> {
  const reading = new JsonReading(members);
  for await (const piece of readUtf8(bytes)) {
    const broken = reading.read(piece);
    yield* reading.take();
    if (broken) throw broken;
  }
  const broken = reading.end();
  if (broken) throw broken;
}

/** Follows the tokens of a file: one parser checks all of them and keeps nothing, another builds one record at a time. */
class JsonReading {
  private readonly tokenizer = new Tokenizer(gathering);
  private readonly grammar = new TokenParser({ paths: [], keepStack: false });
  private found: RecordRead<unknown>[] = [];
  private count = 0;
  private bytesRead = 0;
  private lastTokenAt = 0;
  /** Of the token that is followed: an opening and a closing bracket stand at the depth of what they enclose together. */
  private depth = 0;
  private started = false;
  /** The depth of the elements of the list, once there is a list. */
  private listDepth: number | null = null;
  private listEnded = false;
  private record: JsonRecord | null = null;
  private word = '';
  private key = '';

  constructor(private readonly members: readonly string[]) {
    this.tokenizer.onToken = (token) => this.follow(token);
  }

  take(): RecordRead<unknown>[] {
    const found = this.found;
    this.found = [];
    return found;
  }

  read(piece: Buffer): NotThatFile | null {
    this.bytesRead += piece.length;
    return this.trying(() => {
      this.tokenizer.write(piece);
      if (this.bytesRead - this.lastTokenAt > recordBytesMax) throw new NotThatFile(`Has a single value of more than ${recordBytesMax} bytes${this.place}`);
    });
  }

  end(): NotThatFile | null {
    if (!this.started) return new NotThatFile('The file is empty');
    return this.trying(() => {
      this.tokenizer.end();
      if (!this.grammar.isEnded) throw new NotThatFile(`The JSON breaks off${this.place}`);
    });
  }

  private trying(step: () => void): NotThatFile | null {
    try {
      step();
      return null;
    } catch (error) {
      return error instanceof NotThatFile ? error : new NotThatFile(`Cannot be read as JSON${this.place}`);
    }
  }

  private get place(): string {
    return ` after byte ${Math.max(0, this.lastTokenAt)}, which is after record ${this.count}`;
  }

  private follow(token: Token): void {
    this.grammar.write(token);
    this.lastTokenAt = token.offset;
    if (closes(token)) this.depth -= 1;
    if (!this.started) this.begin(token);
    else if (this.record) this.goOn(this.record, token);
    else if (this.depth === this.listDepth && token.token !== TokenType.COMMA && !this.listEnded)
      this.goOn((this.record = new JsonRecord(token.offset)), token);
    else if (closes(token) && this.listDepth !== null && this.depth < this.listDepth) this.listEnded = true;
    if (opens(token)) this.depth += 1;
    if (this.depth > fileNestingMax) throw new NotThatFile(`Is nested more than ${fileNestingMax} deep${this.place}`);
  }

  private begin(token: Token): void {
    this.started = true;
    if (!opens(token)) throw new NotThatFile('Holds a single value, and no records');
    if (token.token === TokenType.LEFT_BRACKET) this.listDepth = 1;
    else this.goOn((this.record = new JsonRecord(token.offset)), token);
  }

  private goOn(record: JsonRecord, token: Token): void {
    if (this.listDepth === null && this.beginsList(token)) {
      this.record = null;
      this.listDepth = this.depth + 1;
      return;
    }
    const read = record.add(token);
    if (read === null) return;
    if (this.listDepth === null && record.isSpoilt) throw new NotThatFile(`Has no list of records: none of ${this.members.join(', ')}`);
    this.record = null;
    this.count += 1;
    this.found.push(read);
  }

  /** Whether a list of records begins, which is a member of the object that the file is. */
  private beginsList({ token, value }: Token): boolean {
    if (this.depth !== 1) return false;
    if (token === TokenType.STRING) this.word = String(value);
    if (token === TokenType.COLON) this.key = this.word;
    return token === TokenType.LEFT_BRACKET && this.members.includes(this.key);
  }
}
