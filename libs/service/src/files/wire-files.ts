import type { Provider } from '@nestjs/common';
import type { KitConfig } from '../config.ts';
import { Attachables } from './attachables.ts';
import { Attachments } from './attachments.ts';
import { FileRepository } from './file.repository.ts';
import { ForgetFiles } from './forget-files.ts';
import { LooseBytes } from './loose-bytes.ts';
import { ReadContent } from './read-content.ts';
import { ScanByClamd } from './scan-by-clamd.ts';
import { ScanFile } from './scan-file.ts';
import { Scanner, type Verdict } from './scanner.ts';
import { UploadFile } from './upload-file.ts';

/** Where no scanner is configured, that the bytes are of their type is all that is known of a file. */
class TypeIsEnough extends Scanner {
  override async scan(): Promise<Verdict> {
    return 'clean';
  }
}

/** What files are made of. `ScanFile` is run by `Jobs`; `ForgetFiles` every hour. */
export const wireFiles = (config: Pick<KitConfig, 'CLAMAV_URL'>): Provider[] => [
  { provide: Scanner, useFactory: () => (config.CLAMAV_URL ? new ScanByClamd(config.CLAMAV_URL) : new TypeIsEnough()) },
  ...[Attachables, FileRepository, Attachments, LooseBytes, UploadFile, ReadContent, ScanFile, ForgetFiles],
];
