/** Classes of SQLSTATE that pass by themselves: connection, resources, operator's intervention. */
const transientClasses = ['08', '53', '57'];
/** A lost race, a deadlock, a lock that was not free; a session that was ended since its process had been frozen. */
const transientStates = ['40001', '40P01', '55P03', '25P03'];
const transientSocketErrors = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'];
const transientMessages = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error',
  'Cannot use a pool after calling end',
  'is not currently accepting connections',
];

/** Whether an error of the database or the network passes by itself, so that the caller may try again (503). */
export function isTransient(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === 'string') {
    if (transientSocketErrors.includes(code) || transientStates.includes(code)) return true;
    if (/^[0-9A-Z]{5}$/.test(code) && transientClasses.includes(code.slice(0, 2))) return true;
  }
  return typeof message === 'string' && transientMessages.some((known) => message.includes(known));
}
