import { fileURLToPath } from 'node:url';

/** Where bytes are kept: in a folder of this machine, or in a bucket, there below a prefix. */
export type StorageAddress = { kind: 'disk'; folder: string } | { kind: 's3'; bucket: string; prefix: string };

const bucketPattern = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const prefixPattern = /^[A-Za-z0-9_-][A-Za-z0-9_.-]*(\/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*$/;

/**
 * `file:///var/lib/fiksu/roadmap` or `s3://bucket/prefix`.
 * @returns null for an address that is neither
 */
export function storageAddressOf(text: string): StorageAddress | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.search || url.hash || url.username || url.port) return null;
  if (url.protocol === 'file:') return url.host === '' && url.pathname.length > 1 ? { kind: 'disk', folder: fileURLToPath(url) } : null;
  if (url.protocol !== 's3:' || !bucketPattern.test(url.host)) return null;
  const prefix = url.pathname.replace(/^\/|\/$/g, '');
  return prefix === '' || prefixPattern.test(prefix) ? { kind: 's3', bucket: url.host, prefix } : null;
}
