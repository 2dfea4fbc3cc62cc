const lengthMax = 2_000;

/** A web address as registers write it, often without its scheme; nothing where it cannot be one. */
export function readWebsite(sent: unknown): string | undefined {
  if (typeof sent !== 'string') return undefined;
  const tidy = sent.trim();
  const whole = /^https?:\/\//i.test(tidy) ? tidy : `https://${tidy}`;
  if (tidy === '' || whole.length > lengthMax || !URL.canParse(whole)) return undefined;
  return /^[^.]+(\.[^.]+)+$/.test(new URL(whole).hostname) ? whole : undefined;
}
