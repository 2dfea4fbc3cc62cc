import fc from 'fast-check';
import { ChainCheck, type Bounds, type KeptRow } from './check-chain.ts';
import { Seals, type AuditRow } from './seals.ts';

const seals = new Seals('a secret for tests, long enough to be taken', 'notes');
const none = Buffer.alloc(0);
const idOf = (seq: number) => `01936a5c-8f00-7cc3-98c4-${String(seq).padStart(12, '0')}`;

/** A log of so many rows, as `Audit` writes it. */
function logOf(many: number, by = seals): KeptRow[] {
  const rows: KeptRow[] = [];
  for (let seq = 1; seq <= many; seq++) {
    const row: AuditRow = {
      ...{ seq, id: idOf(seq), at: new Date(Date.UTC(2026, 10, 25, 8, 0, seq)).toISOString(), action: 'read', what: `contacts/${idOf(seq)}` },
      ...{ role: 'coordinator', organisation: null, personHash: by.ofPerson(`sub-${seq}`), count: null, reason: null, fields: [], traceId: null },
      before: rows.at(-1)?.hash ?? none,
    };
    rows.push({ ...row, hash: by.ofRow(row), sub: `sub-${seq}` });
  }
  return rows;
}

const endOf = (rows: KeptRow[], by = seals): NonNullable<Bounds['head']> => {
  const { seq, hash } = rows.at(-1) ?? { seq: 0, hash: none };
  return { seq, hash, mac: seq === 0 ? null : by.ofHead({ seq, hash }) };
};

function verify(rows: KeptRow[], bounds: Partial<Bounds> = {}) {
  const check = new ChainCheck(seals, { cuts: [], head: endOf(rows), anchors: [], ...bounds });
  for (const row of rows.toSorted((one, other) => one.seq - other.seq)) check.take(row);
  check.end();
  return check.faults.map(({ seq, kind }) => `${kind} ${seq}`);
}

const anchorOf = (rows: KeptRow[], seq: number, day = '2026-11-25') => {
  const { hash } = rows[seq - 1] as KeptRow;
  return { day, seq, hash, isSealed: true };
};

describe('verifying an audit log', () => {
  it('finds nothing in one that is whole, however long', () => {
    fc.assert(fc.property(fc.nat({ max: 40 }), (many) => expect(verify(logOf(many))).toEqual([])));
  });

  const changes: [string, (row: KeptRow) => Partial<KeptRow>][] = [
    ['when it was', () => ({ at: '2026-11-24T08:00:00.000Z' })],
    ['what was done', () => ({ action: 'list' })],
    ['to what', () => ({ what: 'contacts' })],
    ['in which role', () => ({ role: 'admin' })],
    ['for whom', () => ({ organisation: idOf(1) })],
    ['how many', () => ({ count: 1 })],
    ['why', () => ({ reason: 'consent-ended' })],
    ['which members', () => ({ fields: ['phone'] })],
    ['in which trace', () => ({ traceId: 'f'.repeat(32) })],
    ['its hash', () => ({ hash: Buffer.alloc(32) })],
    ['who it was', () => ({ sub: 'somebody else' })],
    ['who it was, so that nobody can read it', () => ({ sub: null })],
    ['who it was, along with the hash of the person', () => ({ sub: 'somebody else', personHash: seals.ofPerson('somebody else') })],
  ];
  it.each(changes)('finds a row in which somebody has changed %s', (_, change) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), (seq) => {
        const rows = logOf(20);
        rows[seq - 1] = { ...(rows[seq - 1] as KeptRow), ...change(rows[seq - 1] as KeptRow) };
        expect(verify(rows, { head: endOf(logOf(20)) })).toContain(`changed ${seq}`);
      }),
    );
  });

  it('finds a chain that was made anew by somebody who has not the key', () => {
    const others = new Seals('another secret, long enough to be taken', 'notes');
    const forged = logOf(5, others);
    expect(verify(forged, { head: endOf(forged, others) })).toEqual(
      expect.arrayContaining(['changed 1', 'changed 2', 'changed 3', 'changed 4', 'changed 5', 'cut 5']),
    );
  });

  it('finds rows of another service: each has a chain of its own', () => {
    expect(verify(logOf(1, new Seals('a secret for tests, long enough to be taken', 'stories')))).toContain('changed 1');
  });

  it('finds what is missing, wherever it stood', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 19 }), fc.integer({ min: 1, max: 5 }), (seq, many) => {
        const rows = logOf(20);
        const gone = rows.filter((row) => row.seq < seq || row.seq >= Math.min(seq + many, 20));
        expect(verify(gone)).toEqual([`missing ${seq}`]);
      }),
    );
  });

  it('finds two rows that have changed places', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 20 }), { minLength: 2, maxLength: 2 }), fc.boolean(), ([one = 1, other = 2], whole) => {
        const rows = logOf(20);
        const [here, there] = [rows[one - 1] as KeptRow, rows[other - 1] as KeptRow];
        // Only their numbers; or all of them but what chains them.
        rows[one - 1] = whole ? { ...there, seq: here.seq, before: here.before, hash: here.hash } : { ...there, seq: here.seq };
        rows[other - 1] = whole ? { ...here, seq: there.seq, before: there.before, hash: there.hash } : { ...here, seq: there.seq };
        expect(verify(rows, { head: endOf(logOf(20)) })).toEqual(expect.arrayContaining([`reordered ${one}`, `reordered ${other}`]));
      }),
    );
  });

  it('finds a row that was put in, and one behind the end', () => {
    const rows = logOf(5);
    const added: KeptRow = { ...(rows[4] as KeptRow), seq: 6, id: idOf(6), before: (rows[4] as KeptRow).hash };
    expect(verify([...rows, added], { head: endOf(rows) })).toEqual(['changed 6', 'changed 6']);
    const inside = [...rows.slice(0, 2), { ...(rows[1] as KeptRow), seq: 3 }, ...rows.slice(2).map((row) => ({ ...row, seq: row.seq + 1 }))];
    expect(verify(inside, { head: endOf(rows) }).length).toBeGreaterThan(0);
  });

  it('finds an end that is cut off', () => {
    const rows = logOf(8);
    expect(verify(rows.slice(0, 5), { head: endOf(rows) })).toEqual(['cut 6']);
  });

  it('finds an end that is cut off and moved, since the seal of an older end cannot be made', () => {
    const rows = logOf(8);
    const moved = { ...endOf(rows.slice(0, 5)), mac: endOf(rows).mac };
    expect(verify(rows.slice(0, 5), { head: moved })).toEqual(['cut 5']);
    expect(verify([], { head: { seq: 0, hash: none, mac: endOf(rows).mac } })).toEqual(['cut 0']);
  });

  it('finds a whole database that was put back to an earlier state, by the anchor outside of it', () => {
    const rows = logOf(8);
    const anchors = [anchorOf(rows, 3, '2026-11-24'), anchorOf(rows, 7)];
    expect(verify(rows, { anchors })).toEqual([]);
    expect(verify(rows.slice(0, 5), { anchors })).toEqual(['cut 6']);
    expect(verify([], { anchors })).toEqual(['cut 1', 'cut 1']);
  });

  it('finds another history than that of the anchor, even one that was made with the key', () => {
    const rows = logOf(8);
    const rewritten = logOf(8).map((row) => ({ ...row }));
    (rewritten[6] as KeptRow).what = 'contacts';
    for (const row of rewritten.slice(6)) {
      row.before = (rewritten[row.seq - 2] as KeptRow).hash;
      row.hash = seals.ofRow(row);
    }
    expect(verify(rewritten)).toEqual([]);
    expect(verify(rewritten, { anchors: [anchorOf(rows, 7)] })).toEqual(['changed 7']);
  });

  it('finds an anchor that the service has not written, and one that is not there any more', () => {
    const rows = logOf(4);
    expect(verify(rows, { anchors: [{ ...anchorOf(rows, 3), isSealed: false }] })).toEqual(['changed 3']);
    const [last] = rows.slice(-1) as [KeptRow];
    const anchoring: AuditRow = { ...last, seq: 5, id: idOf(5), action: 'anchor', what: 'audit-anchors/2026-11-25', role: 'clock', before: last.hash };
    const noted = [...rows, { ...anchoring, sub: last.sub, hash: seals.ofRow(anchoring) }];
    expect(verify(noted, { anchors: [anchorOf(noted, 4)] })).toEqual([]);
    expect(verify(noted, { anchors: [] })).toEqual(['missing 5']);
  });

  it('holds for what is left when the service has cut off the beginning, and not when somebody else has', () => {
    const rows = logOf(8);
    const cut = { seq: 3, hash: (rows[2] as KeptRow).hash };
    expect(verify(rows.slice(3), { cuts: [{ ...cut, mac: seals.ofCut(cut) }] })).toEqual([]);
    expect(verify(rows.slice(3), { cuts: [{ ...cut, mac: seals.ofHead(cut) }] })).toEqual(['cut 3']);
    expect(verify(rows.slice(3))).toEqual(['missing 1']);
    expect(verify(rows.slice(4), { cuts: [{ ...cut, mac: seals.ofCut(cut) }] })).toEqual(['missing 4']);
  });

  it('tells the first hundred faults', () => {
    expect(verify(logOf(150).map((row) => ({ ...row, what: 'contacts' })))).toHaveLength(100);
  });
});
