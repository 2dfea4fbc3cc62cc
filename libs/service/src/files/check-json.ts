import { Tokenizer, TokenParser, TokenType } from '@streamparser/json';
import type { Check } from './check-type.ts';
import { lies } from './lies.ts';

type Token = Parameters<Tokenizer['onToken']>[0];

const depthMax = 1000;
/** Of one text or number, in bytes: so much of a file is in memory at a time. */
const valueBytesMax = 8_388_608;
const geometries = ['Point', 'MultiPoint', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon', 'GeometryCollection'];
/** RFC 7946, section 1.4. */
const geojsonTypes = [...geometries, 'Feature', 'FeatureCollection'];

/** One JSON value (RFC 8259), read token by token; of GeoJSON also the type that its outermost object names. */
export class CheckJson implements Check {
  private readonly tokenizer = new Tokenizer({ stringBufferSize: 65_536, numberBufferSize: 64 });
  private readonly grammar = new TokenParser({ paths: [], keepStack: false });
  private bytes = 0;
  private lastTokenAt = 0;
  private depth = 0;
  private begun = false;
  /** The last three tokens of the outermost object, by which a member is known. */
  private last: Token[] = [];
  private geojsonType: unknown;

  constructor(
    private readonly type: string,
    private readonly isGeojson: boolean,
  ) {
    this.tokenizer.onToken = (token) => this.follow(token);
  }

  take(chunk: Buffer): void {
    this.bytes += chunk.length;
    this.trying(() => this.tokenizer.write(chunk));
    if (this.bytes - this.lastTokenAt > valueBytesMax) throw lies(`A value of more than ${valueBytesMax} bytes is not taken`);
  }

  end(): void {
    this.trying(() => {
      this.tokenizer.end();
      if (!this.grammar.isEnded) throw new Error('breaks off');
    });
    if (this.isGeojson && !geojsonTypes.includes(String(this.geojsonType))) throw lies(`The bytes are JSON, but not ${this.type}`);
  }

  private trying(step: () => void): void {
    try {
      step();
    } catch {
      throw lies(`The bytes are not ${this.type}, after byte ${this.lastTokenAt}`);
    }
  }

  private follow(token: Token): void {
    this.grammar.write(token);
    this.lastTokenAt = token.offset;
    const opens = token.token === TokenType.LEFT_BRACE || token.token === TokenType.LEFT_BRACKET;
    if (!this.begun && this.isGeojson && token.token !== TokenType.LEFT_BRACE) throw new Error('is no object');
    this.begun = true;
    if (token.token === TokenType.RIGHT_BRACE || token.token === TokenType.RIGHT_BRACKET) this.depth -= 1;
    if (this.depth === 1) this.look(token);
    if (opens) this.depth += 1;
    if (this.depth > depthMax) throw new Error('is too deep');
  }

  private look(token: Token): void {
    this.last = [...this.last, token].slice(-3);
    const [name, colon, value] = this.last;
    if (colon?.token === TokenType.COLON && name?.value === 'type' && value?.token === TokenType.STRING) this.geojsonType = value.value;
  }
}
