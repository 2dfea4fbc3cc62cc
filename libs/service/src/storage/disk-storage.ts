import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Disk, KeyNormalizer } from 'flydrive';
import { FSDriver } from 'flydrive/drivers/fs';
import { GivenBytes } from './given-bytes.ts';
import { notKept, storageFails } from './storage-fails.ts';
import { Storage, type ByteRange } from './storage.ts';

/** Beginnings stand here until they are whole: on the same disk, so that to rename them is one step. */
const unfinished = '.unfinished';

/** Keeps bytes in a folder of this machine: for development, or on a disk that all replicas share. */
export class DiskStorage extends Storage {
  private readonly disk: Disk;
  private readonly keys = new KeyNormalizer();

  constructor(private readonly folder: string) {
    super();
    this.disk = new Disk(new FSDriver({ location: folder, visibility: 'private' }));
  }

  /** flydrive would write in place, and copy where it moves: a reader could see a half, and a crash leave one. */
  override async put(key: string, bytes: Readable): Promise<void> {
    const place = this.placeOf(key);
    const beginning = join(this.folder, unfinished, randomBytes(16).toString('hex'));
    const given = new GivenBytes(bytes);
    try {
      await mkdir(dirname(beginning), { recursive: true });
      await pipeline(given.stream, createWriteStream(beginning, { flags: 'wx', flush: true }));
      await mkdir(dirname(place), { recursive: true });
      await rename(beginning, place);
      await flushFolder(dirname(place));
    } catch (error) {
      given.stream.destroy();
      await rm(beginning, { force: true }).catch(() => undefined);
      if (given.failure) throw given.failure.error;
      throw storageFails(error);
    }
  }

  override async read(key: string, range?: ByteRange): Promise<Readable> {
    const place = this.placeOf(key);
    try {
      // Opened before anything is answered: what is missing is found here, and what is removed meanwhile is still read to its end.
      const file = await open(place, 'r');
      return file.createReadStream(range);
    } catch (error) {
      throw (error as { code?: unknown }).code === 'ENOENT' ? notKept() : storageFails(error);
    }
  }

  override async remove(key: string): Promise<void> {
    await this.disk.delete(this.keys.normalize(key)).catch((error: unknown) => {
      throw storageFails(error);
    });
  }

  override async forgetUnfinished(before: Date): Promise<void> {
    const beginnings = join(this.folder, unfinished);
    await mkdir(beginnings, { recursive: true });
    for (const name of await readdir(beginnings)) {
      // Another replica may have removed it, or its writer may have ended.
      const { mtime } = await stat(join(beginnings, name)).catch(() => ({ mtime: before }));
      if (mtime < before) await rm(join(beginnings, name), { force: true });
    }
  }

  /** @throws Error for a key that would lead out of the folder */
  private placeOf(key: string): string {
    return join(this.folder, this.keys.normalize(key));
  }
}

/** The name of a file is kept by its folder: without this, a power cut could take a file back that was answered 201. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
