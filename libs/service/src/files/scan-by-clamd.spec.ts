import { Readable } from 'node:stream';
import { FakeClamd } from '../../test/fake-clamd.ts';
import { ScanByClamd } from './scan-by-clamd.ts';

let clamd: FakeClamd;
beforeEach(async () => {
  clamd = await FakeClamd.start();
});
afterEach(() => clamd.stop());

const nobodyStops = new AbortController().signal;
const scan = (chunks: Buffer[], stop = nobodyStops) => new ScanByClamd(clamd.url).scan(async () => Readable.from(chunks), stop);

describe('a scan by clamd', () => {
  it('sends all bytes, and is told that they are clean', async () => {
    const chunks = [Buffer.from('Varjoa '), Buffer.alloc(0), Buffer.alloc(300_000, 'a')];
    expect(await scan(chunks)).toBe('clean');
    expect(clamd.scanned.map((bytes) => bytes.equals(Buffer.concat(chunks)))).toEqual([true]);
  });

  it('of a file without bytes is one too', async () => {
    expect(await scan([])).toBe('clean');
    expect(clamd.scanned).toEqual([Buffer.alloc(0)]);
  });

  it('is told that they are infected', async () => {
    clamd.answers = () => 'stream: Eicar-Test-Signature FOUND';
    expect(await scan([Buffer.from('a')])).toBe('infected');
  });

  it.each(['INSTREAM size limit exceeded. ERROR', 'stream: Can not open ERROR', 'stream: OK or not', 'nonsense', ''])(
    'has no verdict in %j',
    async (answer) => {
      clamd.answers = () => answer;
      await expect(scan([Buffer.from('a')])).rejects.toThrow('no verdict');
    },
  );

  it('has none where clamd takes no more bytes', async () => {
    clamd.bytesMax = 10;
    await expect(scan(Array.from({ length: 64 }, () => Buffer.alloc(65_536)))).rejects.toThrow();
  });

  it('has none where the connection is lost', async () => {
    clamd.answers = () => null;
    await expect(scan([Buffer.from('a')])).rejects.toThrow(/without an answer|ECONNRESET/);
  });

  it('has none where nobody is there', async () => {
    const scanner = new ScanByClamd(clamd.url);
    await clamd.stop();
    await expect(scanner.scan(async () => Readable.from([Buffer.from('a')]), nobodyStops)).rejects.toThrow('ECONNREFUSED');
    clamd = await FakeClamd.start();
  });

  it('has none where the bytes end before their end', async () => {
    async function* failing() {
      yield Buffer.from('a');
      throw new Error('the storage is away');
    }
    await expect(new ScanByClamd(clamd.url).scan(async () => Readable.from(failing()), nobodyStops)).rejects.toThrow('the storage is away');
    expect(clamd.scanned).toEqual([]);
  });

  it('ends when nobody waits for it any more', async () => {
    const stop = new AbortController();
    clamd.answers = () => {
      stop.abort();
      return null;
    };
    await expect(scan([Buffer.from('a')], stop.signal)).rejects.toThrow();
  });
});
