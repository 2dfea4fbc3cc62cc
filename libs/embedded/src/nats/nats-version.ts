/** Older ones lack what the streams need; Debian 12 has 2.9.10. */
export const NATS_VERSION_MIN = '2.9';

export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = numbers(version);
  const [majorMin = 0, minorMin = 0] = numbers(NATS_VERSION_MIN);
  return major > majorMin || (major === majorMin && minor >= minorMin);
}

function numbers(version: string): number[] {
  return version
    .replace(/^v/, '')
    .split('.')
    .map((part) => Number.parseInt(part, 10) || 0);
}
