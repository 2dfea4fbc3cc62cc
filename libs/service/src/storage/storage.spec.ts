import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { Line, TestS3 } from '@fiksu/testing';
import { Logger } from '@nestjs/common';
import { DiskStorage } from './disk-storage.ts';
import { S3Storage } from './s3-storage.ts';
import { storageAddressOf } from './storage-address.ts';
import type { Storage } from './storage.ts';

Logger.overrideLogger(false);
const folder = await mkdtemp(join(tmpdir(), 'fiksu-storage-'));
const s3 = await TestS3.start();
const line = await Line.to(s3.endpoint);
afterAll(async () => {
  await line.cut();
  await s3.stop();
  await rm(folder, { recursive: true });
});

const kept = (storage: Storage, key: string, range?: { start: number; end: number }) => storage.read(key, range).then(text);
const mebibytes = (count: number) => Array.from({ length: count }, (_, index) => Buffer.alloc(1_048_576, index));

describe.each<[string, Storage]>([
  ['a folder', new DiskStorage(folder)],
  ['a bucket', new S3Storage({ ...s3.terms, endpoint: line.url, prefix: 'notes' })],
  ['a bucket without a prefix', new S3Storage({ ...s3.terms, endpoint: line.url, prefix: '' })],
])('the storage in %s', (_, storage) => {
  it('keeps what it is given, and gives all of it or a part', async () => {
    await storage.put('files/a', Readable.from([Buffer.from('Varjoa '), Buffer.from('torille')]));
    expect(await kept(storage, 'files/a')).toBe('Varjoa torille');
    expect(await kept(storage, 'files/a', { start: 7, end: 11 })).toBe('toril');
    expect(await kept(storage, 'files/a', { start: 13, end: 13 })).toBe('e');
  });

  it('keeps nothing at all as well', async () => {
    await storage.put('files/empty', Readable.from([]));
    expect(await kept(storage, 'files/empty')).toBe('');
  });

  it('keeps what is larger than one part, byte for byte', async () => {
    const whole = mebibytes(12);
    await storage.put('files/large', Readable.from(whole));
    expect((await buffer(await storage.read('files/large'))).equals(Buffer.concat(whole))).toBe(true);
  });

  it('has nothing under a key that it was not given', async () => {
    await expect(storage.read('files/none')).rejects.toMatchObject({ kind: 'NotFound' });
  });

  it('forgets what is removed, and does not mind that it is not there', async () => {
    await storage.put('files/b', Readable.from([Buffer.from('b')]));
    await storage.remove('files/b');
    await storage.remove('files/b');
    await expect(storage.read('files/b')).rejects.toMatchObject({ kind: 'NotFound' });
  });

  it.each([1, 12])('keeps nothing of a stream that fails after %i MiB, and says what it failed of', async (count) => {
    async function* failing() {
      yield* mebibytes(count);
      throw new Error('gone');
    }
    await expect(storage.put('files/half', Readable.from(failing(), { objectMode: false }))).rejects.toThrow('gone');
    await expect(storage.read('files/half')).rejects.toMatchObject({ kind: 'NotFound' });
  });

  it('never shows a half of what is replaced', async () => {
    await storage.put('files/c', Readable.from([Buffer.from('the former')]));
    async function* slowly() {
      yield Buffer.from('the ');
      expect(await kept(storage, 'files/c')).toBe('the former');
      yield Buffer.from('latter');
    }
    await storage.put('files/c', Readable.from(slowly(), { objectMode: false }));
    expect(await kept(storage, 'files/c')).toBe('the latter');
  });

  it.each(['../a', 'files/../../a', '/etc/passwd\0'])('refuses a key that leads elsewhere: %j', async (key) => {
    await expect(storage.put(key, Readable.from([]))).rejects.toThrow(/traversal|characters/);
    await expect(storage.read(key)).rejects.toThrow(/traversal|characters/);
    await expect(storage.remove(key)).rejects.toThrow(/traversal|characters/);
  });
});

describe('a server that answers another part than it was asked for', () => {
  it('is refused', async () => {
    const bucket = new S3Storage({ ...s3.terms, endpoint: line.url, prefix: 'parts' });
    await bucket.put('files/a', Readable.from([Buffer.from('0123456789')]));
    // s3rver takes the place of the first byte for no end at all.
    await expect(bucket.read('files/a', { start: 0, end: 0 })).rejects.toMatchObject({ kind: 'Unavailable' });
  });
});

describe('a storage that does not answer', () => {
  const refused = { kind: 'Unavailable', headers: { 'Retry-After': '5' } };

  it('is to be tried again, where it is a bucket', async () => {
    const away = new S3Storage({ ...s3.terms, endpoint: 'http://127.0.0.1:9', prefix: '' });
    await expect(away.put('files/a', Readable.from([Buffer.from('a')]))).rejects.toMatchObject(refused);
    await expect(away.read('files/a')).rejects.toMatchObject(refused);
    await expect(away.remove('files/a')).rejects.toMatchObject(refused);
  });

  it('is to be tried again, where it is a folder', async () => {
    await writeFile(join(folder, 'file'), '');
    const away = new DiskStorage(join(folder, 'file', 'below'));
    await expect(away.put('files/a', Readable.from([Buffer.from('a')]))).rejects.toMatchObject(refused);
    await expect(away.read('files/a')).rejects.toMatchObject(refused);
  });
});

describe('what a process has left behind that died while it kept something', () => {
  it('is removed when it is older than anything that is still going on', async () => {
    const own = join(folder, 'own');
    await mkdir(join(own, '.unfinished'), { recursive: true });
    for (const name of ['yesterday', 'today']) await writeFile(join(own, '.unfinished', name), 'begun');
    await utimes(join(own, '.unfinished', 'yesterday'), new Date('2026-03-01T12:00:00Z'), new Date('2026-03-01T12:00:00Z'));
    await utimes(join(own, '.unfinished', 'today'), new Date('2026-03-02T12:00:00Z'), new Date('2026-03-02T12:00:00Z'));
    await new DiskStorage(own).forgetUnfinished(new Date('2026-03-02T00:00:00Z'));
    expect(await readdir(join(own, '.unfinished'))).toEqual(['today']);
  });

  it('is left to the rules of a server that cannot tell it', async () => {
    await expect(new S3Storage({ ...s3.terms, endpoint: line.url, prefix: '' }).forgetUnfinished(new Date())).resolves.toBeUndefined();
  });
});

describe('the address of a storage', () => {
  it.each([
    ['file:///var/lib/fiksu', { kind: 'disk', folder: '/var/lib/fiksu' }],
    ['file:///var/lib/fiksu%20files/', { kind: 'disk', folder: '/var/lib/fiksu files/' }],
    ['s3://fiksu', { kind: 's3', bucket: 'fiksu', prefix: '' }],
    ['s3://fiksu.files/roadmap', { kind: 's3', bucket: 'fiksu.files', prefix: 'roadmap' }],
    ['s3://fiksu/city/roadmap/', { kind: 's3', bucket: 'fiksu', prefix: 'city/roadmap' }],
  ])('%s is understood', (url, address) => {
    expect(storageAddressOf(url)).toEqual(address);
  });

  it.each(['', '/var/lib', 'file:///', 'file://host/share', 'http://fiksu', 's3://', 's3://Fiksu_1', 's3://id:key@fiksu', 's3://fiksu/a//b', 's3://fiksu?x=1'])(
    '%j is none',
    (url) => {
      expect(storageAddressOf(url)).toBeNull();
    },
  );
});
