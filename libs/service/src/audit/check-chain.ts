import type { AuditFault } from './audit.schema.ts';
import { anchorAct, type Anchor } from './audit-anchors.ts';
import { sameBytes, type AuditRow, type Place, type Seals } from './seals.ts';

const faultsMax = 100;
/** Of rows that are not what they were, so many are compared with one another, to tell what was moved from what was written anew. */
const movedMax = 200;

export interface KeptRow extends AuditRow {
  hash: Buffer;
  /** Who it was, decrypted; null where that cannot be read. */
  sub: string | null;
}

/** What the log is compared with, beside itself. */
export interface Bounds {
  /** Where it begins, after what was too old has been cut off: every cut that was made. */
  cuts: (Place & { mac: Buffer })[];
  head: (Place & { mac: Buffer | null }) | null;
  anchors: readonly Anchor[];
}

const genesis: Place = { seq: 0, hash: Buffer.alloc(0) };
const between = (first: number, last: number): string => (first === last ? `Row ${first} is missing` : `Rows ${first} to ${last} are missing`);

/**
 * Goes through an audit log from its beginning to its end. Each row is compared with its own hash, with the row before,
 * and with what was kept of that place outside of the database.
 */
export class ChainCheck {
  readonly faults: AuditFault[] = [];
  rows = 0;
  first: number | null = null;
  private last: Place;
  private readonly begins: Place;
  private readonly changed: KeptRow[] = [];
  private readonly anchorsBySeq: Map<number, Anchor[]>;
  private readonly days: Set<string>;

  constructor(
    private readonly seals: Seals,
    private readonly bounds: Bounds,
  ) {
    this.begins = this.beginning();
    this.last = this.begins;
    this.anchorsBySeq = Map.groupBy(
      bounds.anchors.filter((anchor) => this.isWritten(anchor)),
      ({ seq }) => seq,
    );
    this.days = new Set(bounds.anchors.map(({ day }) => day));
  }

  /** The next row, in the order of their places. */
  take(row: KeptRow): void {
    this.rows++;
    this.first ??= row.seq;
    const isNext = row.seq === this.last.seq + 1;
    if (!isNext) this.tell(this.last.seq + 1, 'missing', between(this.last.seq + 1, row.seq - 1));
    if (!sameBytes(row.hash, this.seals.ofRow(row))) this.changed.push(row);
    else if (isNext && !sameBytes(row.before, this.last.hash)) this.tell(row.seq, 'changed', 'It does not follow the row before');
    if (row.personHash !== null && (row.sub === null || this.seals.ofPerson(row.sub) !== row.personHash))
      this.tell(row.seq, 'changed', row.sub === null ? 'Who it was cannot be read' : 'It names another person');
    this.compareWithAnchors(row);
    this.last = { seq: row.seq, hash: row.hash };
  }

  /** When there are no more rows. Answers the place of the last one. */
  end(): number | null {
    for (const row of this.changed) this.tell(row.seq, this.wasMoved(row) ? 'reordered' : 'changed', 'It is not what was written at this place');
    this.compareWithHead();
    for (const [seq, anchors] of this.anchorsBySeq)
      if (seq > this.last.seq) this.tell(this.last.seq + 1, 'cut', `On ${anchors[0]?.day} the log had ${seq} rows; it ends at ${this.last.seq}`);
    this.faults.sort((one, other) => one.seq - other.seq);
    return this.rows === 0 ? null : this.last.seq;
  }

  private beginning(): Place {
    const cut = this.bounds.cuts.toSorted((one, other) => one.seq - other.seq).at(-1);
    if (!cut) return genesis;
    if (!sameBytes(cut.mac, this.seals.ofCut(cut))) this.tell(cut.seq, 'cut', 'The beginning was cut off, and not by the service');
    return cut;
  }

  private isWritten(anchor: Anchor): boolean {
    if (!anchor.isSealed) this.tell(anchor.seq, 'changed', `The anchor of ${anchor.day} is not what the service has written`);
    return anchor.isSealed;
  }

  private compareWithAnchors(row: KeptRow): void {
    for (const { day, hash } of this.anchorsBySeq.get(row.seq) ?? [])
      if (!sameBytes(row.hash, hash)) this.tell(row.seq, 'changed', `It is not what the anchor of ${day} says`);
    if (row.action !== anchorAct.action || row.role !== 'clock') return;
    const day = row.at.slice(0, 10);
    if (row.what === anchorAct.whatOf(day) && !this.days.has(day)) this.tell(row.seq, 'missing', `The anchor of ${day} is not there any more`);
  }

  private compareWithHead(): void {
    const { head } = this.bounds;
    if (!head) return this.tell(this.last.seq + 1, 'cut', 'Nothing tells where the log ends');
    const isSealed = head.seq === 0 ? head.mac === null : sameBytes(head.mac, this.seals.ofHead(head));
    if (!isSealed) this.tell(head.seq, 'cut', 'The end has been moved, and not by the service');
    if (head.seq > this.last.seq) this.tell(this.last.seq + 1, 'cut', `${between(this.last.seq + 1, head.seq)} at the end`);
    else if (head.seq < this.last.seq) this.tell(head.seq + 1, 'changed', 'It stands behind the end');
    else if (!sameBytes(head.hash, this.last.hash)) this.tell(head.seq, 'changed', 'It is not the row that the log ended with');
  }

  /** Whether what stands here stood elsewhere: its hash, or that of another place, is right for it there. */
  private wasMoved(row: KeptRow): boolean {
    return this.changed.slice(0, movedMax).some((other) => {
      if (other === row) return false;
      const there = [
        { ...row, seq: other.seq },
        { ...row, seq: other.seq, before: other.before },
      ].map((moved) => this.seals.ofRow(moved));
      return there.some((hash) => sameBytes(hash, row.hash) || sameBytes(hash, other.hash));
    });
  }

  private tell(seq: number, kind: AuditFault['kind'], detail: string): void {
    if (this.faults.length < faultsMax) this.faults.push({ seq, kind, detail });
  }
}
