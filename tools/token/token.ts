/**
 * `npm run token -- coordinator --districts malmi` prints an access token of the development issuer that `npm start` runs
 * here. Nothing else goes to the standard output, so that `$(npm run -s token -- admin)` is one.
 */
import { findRunningPlatform } from '../platform/find-running-platform.ts';
import { askForToken } from './ask-for-token.ts';
import { readArguments } from './read-arguments.ts';

try {
  const { role, wanted, url } = readArguments(process.argv.slice(2));
  const origin = url?.replace(/\/+$/, '') ?? (await findRunningPlatform());
  if (!origin) throw new Error('Fiksu does not run here: start it with "npm start", and ask again in another terminal.');
  console.log(await askForToken(origin, role, wanted));
} catch (error) {
  const { message, cause } = error as Error;
  console.error(message === 'fetch failed' ? `Nobody answers there: ${(cause as Error | undefined)?.message ?? ''}` : message);
  process.exitCode = 1;
}
