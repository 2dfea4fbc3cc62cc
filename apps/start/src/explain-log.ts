const LINES_MAX = 8;
const LINE_LENGTH_MAX = 300;

/** The end of a log, for a person: services write JSON, PostgreSQL and NATS write lines. */
export function lastLines(log: string): string[] {
  return log
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-LINES_MAX)
    .map((line) => readable(line).slice(0, LINE_LENGTH_MAX));
}

function readable(line: string): string {
  if (!line.startsWith('{')) return line;
  try {
    const { time, msg, err } = JSON.parse(line) as { time?: number; msg?: string; err?: { message?: string } };
    const at = time ? new Date(time).toISOString().slice(11, 19) : '';
    const cause = err?.message && err.message !== msg ? `: ${err.message}` : '';
    return msg ? `${at} ${msg}${cause}`.trim() : line;
  } catch {
    return line;
  }
}
