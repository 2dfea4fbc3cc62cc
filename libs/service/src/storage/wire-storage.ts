import type { Provider } from '@nestjs/common';
import type { KitConfig } from '../config.ts';
import { DiskStorage } from './disk-storage.ts';
import { S3Storage } from './s3-storage.ts';
import { storageAddressOf } from './storage-address.ts';
import { Storage } from './storage.ts';

type StorageConfig = Pick<KitConfig, 'STORAGE_URL' | 'S3_ENDPOINT' | 'S3_REGION' | 'S3_ACCESS_KEY_ID' | 'S3_SECRET_ACCESS_KEY'>;

/** The storage that the configuration names. */
export function storageOf(config: StorageConfig): Storage {
  const address = storageAddressOf(config.STORAGE_URL);
  if (!address) throw new Error('STORAGE_URL is neither a folder nor a bucket');
  if (address.kind === 'disk') return new DiskStorage(address.folder);
  const { S3_ENDPOINT: endpoint, S3_REGION: region, S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = config;
  return new S3Storage({ ...address, endpoint, region, credentials: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined });
}

export const wireStorage = (config: StorageConfig): Provider[] => [{ provide: Storage, useFactory: () => storageOf(config) }];
